"""The GraphQL operations of the tour."""

REQUEST_UPLOAD = """
mutation Upload($input: RequestUploadInput!) {
  requestUpload(input: $input) {
    video { id name } uploadToken url headers { name value } partSizeBytes parts { partNumber url sizeBytes }
    userErrors { code message field }
  }
}
"""

UPLOAD_PARTS = """
mutation Parts($token: String!, $numbers: [Int!]!) {
  requestUploadParts(uploadToken: $token, partNumbers: $numbers) {
    parts { partNumber url sizeBytes } userErrors { code message field }
  }
}
"""

CONFIRM_UPLOAD = """
mutation Confirm($input: ConfirmUploadInput!) {
  confirmUpload(input: $input) { video { id status } userErrors { code message field } }
}
"""

ANALYSIS = """
subscription Analysis($videoId: ID!, $afterSequence: Int) {
  analysisProgress(videoId: $videoId, afterSequence: $afterSequence) {
    sequence status stage percent eventsFound error { code message }
  }
}
"""

VIDEO = """
query Video($id: ID!) {
  video(id: $id) { durationSeconds frameRate width height codec eventCounts { type count } }
}
"""

PROMPT = """
mutation Ask($input: PromptInput!) {
  prompt(input: $input) {
    history {
      status response language interpretation degraded
      citations { number timecode startSeconds endSeconds event { type description person { trackId } } }
      error { message }
    }
    userErrors { code message field }
  }
}
"""

GENERATE_SUMMARY = """
mutation Summarize($videoId: ID!) {
  generateSummary(videoId: $videoId, regenerate: true) {
    summary { status } userErrors { code message field }
  }
}
"""

SUMMARY = """
subscription Summary($videoId: ID!, $afterSequence: Int) {
  summaryProgress(videoId: $videoId, afterSequence: $afterSequence) {
    sequence status stage percent textDelta error { code message }
  }
}
"""

# Shown for pasting into GraphiQL.
SAMPLE_QUERY = """{
  videos(first: 3) {
    edges { node {
      name status durationSeconds
      summary { headline }
      events(first: 5) { edges { node { timecode type location description } } }
    } }
  }
}"""
