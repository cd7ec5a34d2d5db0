/** What answers ask the API for. */
import { graphql } from "~/gql";

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
