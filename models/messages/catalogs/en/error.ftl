### Errors of the server, of access and of the services behind it.

error-internal =
    Something went wrong on our side. Try again; if it stays, tell us the request id.
error-not-found =
    Nothing was found under this id. Check the id.
error-wrong-state =
    This is not possible while the state is { $state }.
error-unauthenticated =
    Send a valid token: Authorization: Bearer <token>.
error-forbidden =
    Your roles do not allow this. It needs the role { $role }.
error-unavailable =
    A service that this needs ({ $service }) does not answer. Try again in a moment.
error-upstream-throttled =
    The service { $service } is busy. Try again in a moment.
error-upstream-timeout =
    The service { $service } did not answer in time. Try again in a moment.
error-model-failed =
    The model's answer could not be used ({ $problem }). Try again, or ask in other words.
error-embedding-dimensions =
    The model { $model } made a vector of { $actual } numbers where { $expected } were asked for. Set AWS_BEDROCK_EMBEDDING_DIMENSIONS to a length that it makes.
error-worker-lost =
    The worker stopped without a word while it did this.
error-job-of-another-version =
    This was asked for by another version of Watchgraph ({ $version }), which the workers do not understand. Ask for it again.
error-attempts-exhausted =
    This failed { $attempts } times and was given up. The last reason: { $reason }
