### Names of measures, budgets, quotas and pools, for the sentences of errors.

## Measures of an operation or a request

measure-characters = number of characters
measure-tokens = number of tokens
measure-depth = depth
measure-aliases = number of aliases
measure-directives = number of directives
measure-definitions = number of operations and fragments
measure-complexity = complexity (fields, multiplied by the lengths of lists)
measure-introspection = introspection
measure-bytes = number of bytes

## Budgets of a day

measure-model-work = units of model work
measure-clips = seconds of clips
measure-playback = seconds of footage that are made playable
measure-moments = pictures of moments

## Quotas of an organization

measure-open-uploads = open uploads
measure-open-upload-bytes = bytes of open uploads
measure-stored-bytes = stored bytes
measure-analyses = analyses a day
measure-packages = evidence packages that are being made

## Pools of a server

measure-questions = questions
measure-passwords = passwords of links
measure-thumbnails = chosen pictures
measure-file-checks = checks of files that arrived
measure-checksums = checksums of files that arrived
measure-frames = looks at frames
measure-queries = queries that a model wrote
measure-exports = clips that are being cut
measure-decoding = decoding
