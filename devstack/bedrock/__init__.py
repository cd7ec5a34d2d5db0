"""An endpoint that speaks Amazon Bedrock's wire protocol, with small local models behind it.

What a client of AWS sends and reads here is what it sends and reads there: signed requests, Converse and its event
stream, InvokeModel bodies, Rerank, typed errors. The models are local, named `local.*`, and answer at no cost:

    local.reader-v1             reads questions for the product's tools and writes answers from what it is given
    local.detector-v1           looks at pictures: people, where they are, objects
    local.use-multilingual-v1   512 numbers a text (Universal Sentence Encoder, multilingual)
    local.overlap-v1            orders documents by similarity and shared words
    local.fault-*               fail on purpose, for tests (see faults.py)
"""
