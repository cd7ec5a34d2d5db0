/** What the view asks the API for. */
import { graphql } from "~/gql";

export const START = graphql(/* GraphQL */ `
  query AskStart {
    promptSessions(first: 8) {
      edges {
        node {
          id
          title
          lastPromptAt
        }
      }
    }
    videos(first: 1) {
      edges {
        node {
          id
          status
        }
      }
    }
  }
`);

export const ASK = graphql(/* GraphQL */ `
  mutation Ask($input: PromptInput!) {
    prompt(input: $input) {
      session {
        id
      }
      history {
        id
        ...Answer
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

export const CAMERAS = graphql(/* GraphQL */ `
  query AskCameras {
    cameras(first: 100) {
      edges {
        node {
          id
          name
          site
        }
      }
    }
  }
`);
