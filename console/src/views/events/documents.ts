/** What the view asks the API for. */
import { graphql } from "~/gql";

export const CARD = graphql(/* GraphQL */ `
  fragment EventCard on Event {
    id
    type
    timecode
    occurredAt
    confidence
    description
    thumbnailUrl
    startSeconds
    endSeconds
    review {
      verdict
    }
    video {
      id
      name
      camera
      timezone
    }
  }
`);

export const FIRST_PAGE = graphql(/* GraphQL */ `
  query EventsFirst($filter: EventFilter, $orderBy: EventOrder, $first: Int!) {
    events(filter: $filter, orderBy: $orderBy, first: $first) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          ...EventCard
        }
      }
    }
  }
`);

export const NEXT_PAGE = graphql(/* GraphQL */ `
  query EventsNext($filter: EventFilter, $orderBy: EventOrder, $first: Int!, $after: String!) {
    events(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          ...EventCard
        }
      }
    }
  }
`);

export const SEARCH = graphql(/* GraphQL */ `
  query EventsSearch($text: String!, $filter: EventFilter) {
    searchEvents(text: $text, filter: $filter, first: 50) {
      degraded
      hits {
        event {
          id
          ...EventCard
        }
      }
    }
  }
`);

export const DETAIL = graphql(/* GraphQL */ `
  query EventDetail($id: ID!) {
    event(id: $id) {
      id
      basis
      source
      location
      action
      objects
      seenSeconds
      person {
        trackId
        gender
        ageGroup
      }
      review {
        verdict
        comment
        by
        at
      }
      similar(first: 6) {
        event {
          id
          ...EventCard
        }
      }
    }
  }
`);

export const LIVE = graphql(/* GraphQL */ `
  subscription EventsLive($filter: EventFilter, $after: ID) {
    eventDetected(filter: $filter, afterEventId: $after) {
      id
      ...EventCard
    }
  }
`);

export const REVIEW = graphql(/* GraphQL */ `
  mutation EventReview($id: ID!, $verdict: ReviewVerdict!, $comment: String) {
    reviewEvent(id: $id, verdict: $verdict, comment: $comment) {
      event {
        id
        review {
          verdict
          comment
          by
          at
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`);

export const CHOICES = graphql(/* GraphQL */ `
  query EventsChoices {
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

export const EXPORT = graphql(/* GraphQL */ `
  query EventsExport($filter: EventFilter, $orderBy: EventOrder, $after: String) {
    events(filter: $filter, orderBy: $orderBy, first: 100, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          type
          occurredAt
          startSeconds
          endSeconds
          confidence
          description
          basis
          source
          location
          review {
            verdict
            comment
            by
            at
          }
          video {
            id
            name
            camera
          }
        }
      }
    }
  }
`);
