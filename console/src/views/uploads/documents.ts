/** What the view asks the API for. */
import { graphql } from "~/gql";

export const REQUEST = graphql(/* GraphQL */ `
  mutation UploadRequest($input: RequestUploadInput!) {
    requestUpload(input: $input) {
      uploadToken
      method
      url
      headers {
        name
        value
      }
      partSizeBytes
      video {
        id
      }
      duplicateOf {
        id
      }
      userErrors {
        code
        message
      }
    }
  }
`);

export const PARTS = graphql(/* GraphQL */ `
  mutation UploadParts($token: String!, $numbers: [Int!]!) {
    requestUploadParts(uploadToken: $token, partNumbers: $numbers) {
      parts {
        partNumber
        url
        sizeBytes
        headers {
          name
          value
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`);

export const CONFIRM = graphql(/* GraphQL */ `
  mutation UploadConfirm($token: String!) {
    confirmUpload(input: { uploadToken: $token }) {
      video {
        id
      }
      duplicateOf {
        id
      }
      userErrors {
        code
        message
      }
    }
  }
`);

export const ABORT = graphql(/* GraphQL */ `
  mutation UploadAbort($token: String!) {
    abortUpload(uploadToken: $token) {
      abortedVideoId
      userErrors {
        code
        message
      }
    }
  }
`);

export const RECENT = graphql(/* GraphQL */ `
  query UploadsRecent {
    videos(first: 12, orderBy: NEWEST_FIRST) {
      edges {
        node {
          id
          name
          camera
          status
          createdAt
          failure {
            message
          }
          analysis {
            percent
            stage
          }
        }
      }
    }
  }
`);

export const ANALYSIS = graphql(/* GraphQL */ `
  subscription UploadAnalysis($id: ID!, $after: Int) {
    analysisProgress(videoId: $id, afterSequence: $after) {
      sequence
      status
      stage
      percent
      eventsFound
      error {
        message
      }
    }
  }
`);
