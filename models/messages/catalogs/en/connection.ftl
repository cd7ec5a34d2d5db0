### Refusals of connections, before the language of the client is known: they are sent in every language.

connection-request-timeout = The request did not come in time: send it again.
connection-headers-too-large = The headers are too large: send less of them.
connection-too-many = There are too many connections: come again in a second, or use those that are open.
