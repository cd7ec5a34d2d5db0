/** What the view asks the API for. */
import { graphql } from "~/gql";

export const VIDEOS = graphql(/* GraphQL */ `
  query Videos($filter: VideoFilter, $after: String) {
    videos(first: 24, after: $after, filter: $filter, orderBy: NEWEST_FIRST) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          ...VideoCard
        }
      }
    }
  }
`);

export const VIDEO = graphql(/* GraphQL */ `
  query VideoPage($id: ID!) {
    video(id: $id) {
      id
      name
      camera
      timezone
      recordedAt
      status
      durationSeconds
      frameRate
      width
      height
      thumbnailUrl
      failure {
        code
        message
      }
      gaps {
        startSeconds
        endSeconds
        reason
      }
      events(first: 100, orderBy: EARLIEST_FIRST) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            id
            ...LaneEvent
          }
        }
      }
      summary {
        ...SummaryText
      }
    }
  }
`);

export const MORE_EVENTS = graphql(/* GraphQL */ `
  query VideoEvents($id: ID!, $after: String) {
    video(id: $id) {
      id
      events(first: 100, after: $after, orderBy: EARLIEST_FIRST) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            id
            ...LaneEvent
          }
        }
      }
    }
  }
`);

export const TRACKS = graphql(/* GraphQL */ `
  query VideoTracks($id: ID!) {
    video(id: $id) {
      id
      tracks {
        trackId
        seconds
        boxes {
          x
          y
          width
          height
        }
      }
    }
  }
`);

export const STORYBOARD = graphql(/* GraphQL */ `
  query VideoStoryboard($id: ID!) {
    video(id: $id) {
      id
      storyboard {
        url
        columns
        rows
        tileWidth
        tileHeight
        secondsPerTile
        tiles
      }
    }
  }
`);

export const DOWNLOAD = graphql(/* GraphQL */ `
  query VideoDownload($id: ID!) {
    video(id: $id) {
      id
      downloadUrl
    }
  }
`);

export const CLIP = graphql(/* GraphQL */ `
  mutation VideoClip($id: ID!, $from: Float!, $to: Float!, $exact: Boolean!) {
    exportClip(videoId: $id, startSeconds: $from, endSeconds: $to, exact: $exact) {
      url
      startSeconds
      endSeconds
      sizeBytes
      encoded
      omitted
      userErrors {
        code
        message
      }
    }
  }
`);

export const CHAT = graphql(/* GraphQL */ `
  mutation VideoChat($input: VlmChatInput!) {
    vlmChat(input: $input) {
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

export const SUMMARIZE = graphql(/* GraphQL */ `
  mutation VideoSummarize($id: ID!, $regenerate: Boolean!) {
    generateSummary(videoId: $id, regenerate: $regenerate) {
      video {
        id
        summary {
          ...SummaryText
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`);

export const SUMMARY = graphql(/* GraphQL */ `
  query VideoSummary($id: ID!) {
    video(id: $id) {
      id
      summary {
        ...SummaryText
      }
    }
  }
`);

export const SUMMARY_PROGRESS = graphql(/* GraphQL */ `
  subscription VideoSummaryProgress($id: ID!, $after: Int) {
    summaryProgress(videoId: $id, afterSequence: $after) {
      sequence
      status
      stage
      percent
      textDelta
    }
  }
`);
