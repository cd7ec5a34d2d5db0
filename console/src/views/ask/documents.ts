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

export const SESSION = graphql(/* GraphQL */ `
  query AskSession($id: ID!) {
    promptSession(id: $id) {
      id
      title
      status
      histories(last: 30) {
        edges {
          node {
            id
            ...Answer
          }
        }
      }
    }
  }
`);

export const HISTORY = graphql(/* GraphQL */ `
  query AskHistory($id: ID!) {
    promptHistory(id: $id) {
      id
      ...Answer
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

export const PROGRESS = graphql(/* GraphQL */ `
  subscription AskProgress($id: ID!, $after: Int) {
    promptProgress(promptHistoryId: $id, afterSequence: $after) {
      sequence
      status
      stage
      textDelta
    }
  }
`);

export const CANCEL = graphql(/* GraphQL */ `
  mutation AskCancel($id: ID!) {
    cancelPrompt(promptHistoryId: $id) {
      history {
        id
        status
      }
      userErrors {
        code
        message
      }
    }
  }
`);

export const RATE = graphql(/* GraphQL */ `
  mutation AskRate($id: ID!, $rating: Rating!, $comment: String) {
    ratePrompt(promptHistoryId: $id, rating: $rating, comment: $comment) {
      history {
        id
        rating
      }
      userErrors {
        code
        message
      }
    }
  }
`);

export const HOW = graphql(/* GraphQL */ `
  query AskHow($id: ID!) {
    promptHistory(id: $id) {
      id
      generatedSql
      methods
      table {
        columns
        rows
        truncated
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
