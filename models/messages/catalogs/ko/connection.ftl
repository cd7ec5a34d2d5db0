### Refusals of connections, before the language of the client is known: they are sent in every language.

connection-request-timeout = 요청이 제때 도착하지 않았습니다. 다시 보내 주세요.
connection-headers-too-large = 헤더가 너무 큽니다. 줄여서 보내 주세요.
connection-too-many = 연결이 너무 많습니다. 잠시 후 다시 시도하거나 열린 연결을 사용해 주세요.
