/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment Answer on PromptHistory {\n    id\n    prompt\n    status\n    response\n    interpretation\n    notUnderstood\n    degraded\n    rating\n    error {\n      code\n      message\n    }\n    citations {\n      number\n      video {\n        id\n        timezone\n      }\n      ...CitationCard\n    }\n    coverage {\n      ...CoverageNote\n    }\n  }\n": typeof types.AnswerFragmentDoc,
    "\n  fragment CitationCard on Citation {\n    number\n    startSeconds\n    endSeconds\n    timecode\n    occurredAt\n    verification\n    frameUrl\n    event {\n      id\n      type\n    }\n    video {\n      id\n      name\n      camera\n      timezone\n    }\n  }\n": typeof types.CitationCardFragmentDoc,
    "\n  fragment CoverageNote on Coverage {\n    videosConsidered\n    videosAnalyzed\n    secondsAnalyzed\n    eventsConsidered\n    from\n    to\n    gapCount\n    moments\n    momentsLooked\n    notExamined\n    partlyExamined\n  }\n": typeof types.CoverageNoteFragmentDoc,
    "\n  query AskSession($id: ID!) {\n    promptSession(id: $id) {\n      id\n      title\n      status\n      histories(last: 30) {\n        edges {\n          node {\n            id\n            ...Answer\n          }\n        }\n      }\n    }\n  }\n": typeof types.AskSessionDocument,
    "\n  query AskHistory($id: ID!) {\n    promptHistory(id: $id) {\n      id\n      ...Answer\n    }\n  }\n": typeof types.AskHistoryDocument,
    "\n  subscription AskProgress($id: ID!, $after: Int) {\n    promptProgress(promptHistoryId: $id, afterSequence: $after) {\n      sequence\n      status\n      stage\n      textDelta\n    }\n  }\n": typeof types.AskProgressDocument,
    "\n  mutation AskCancel($id: ID!) {\n    cancelPrompt(promptHistoryId: $id) {\n      history {\n        id\n        status\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.AskCancelDocument,
    "\n  mutation AskRate($id: ID!, $rating: Rating!, $comment: String) {\n    ratePrompt(promptHistoryId: $id, rating: $rating, comment: $comment) {\n      history {\n        id\n        rating\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.AskRateDocument,
    "\n  query AskHow($id: ID!) {\n    promptHistory(id: $id) {\n      id\n      generatedSql\n      methods\n      table {\n        columns\n        rows\n        truncated\n      }\n    }\n  }\n": typeof types.AskHowDocument,
    "\n  query Viewer {\n    viewer {\n      id\n      organization\n      roles\n      sites\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  query Playback($id: ID!) {\n    video(id: $id) {\n      id\n      name\n      width\n      height\n      playback {\n        state\n        url\n        error {\n          message\n        }\n      }\n    }\n  }\n": typeof types.PlaybackDocument,
    "\n  query AskStart {\n    promptSessions(first: 8) {\n      edges {\n        node {\n          id\n          title\n          lastPromptAt\n        }\n      }\n    }\n    videos(first: 1) {\n      edges {\n        node {\n          id\n          status\n        }\n      }\n    }\n  }\n": typeof types.AskStartDocument,
    "\n  mutation Ask($input: PromptInput!) {\n    prompt(input: $input) {\n      session {\n        id\n      }\n      history {\n        id\n        ...Answer\n      }\n      userErrors {\n        code\n        message\n        field\n      }\n    }\n  }\n": typeof types.AskDocument,
    "\n  query AskCameras {\n    cameras(first: 100) {\n      edges {\n        node {\n          id\n          name\n          site\n        }\n      }\n    }\n  }\n": typeof types.AskCamerasDocument,
    "\n  query Cameras {\n    cameras(first: 100, orderBy: NAME) {\n      totalCount\n      edges {\n        node {\n          id\n          name\n          site\n          timezone\n          lastFootageAt\n        }\n      }\n    }\n  }\n": typeof types.CamerasDocument,
    "\n  fragment EventCard on Event {\n    id\n    type\n    timecode\n    occurredAt\n    confidence\n    description\n    thumbnailUrl\n    startSeconds\n    endSeconds\n    review {\n      verdict\n    }\n    video {\n      id\n      name\n      camera\n      timezone\n    }\n  }\n": typeof types.EventCardFragmentDoc,
    "\n  query EventsFirst($filter: EventFilter, $orderBy: EventOrder, $first: Int!) {\n    events(filter: $filter, orderBy: $orderBy, first: $first) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n": typeof types.EventsFirstDocument,
    "\n  query EventsNext($filter: EventFilter, $orderBy: EventOrder, $first: Int!, $after: String!) {\n    events(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n": typeof types.EventsNextDocument,
    "\n  query EventsSearch($text: String!, $filter: EventFilter) {\n    searchEvents(text: $text, filter: $filter, first: 50) {\n      degraded\n      hits {\n        event {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n": typeof types.EventsSearchDocument,
    "\n  query EventDetail($id: ID!) {\n    event(id: $id) {\n      id\n      basis\n      source\n      location\n      action\n      objects\n      seenSeconds\n      person {\n        trackId\n        gender\n        ageGroup\n      }\n      review {\n        verdict\n        comment\n        by\n        at\n      }\n      similar(first: 6) {\n        event {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n": typeof types.EventDetailDocument,
    "\n  subscription EventsLive($filter: EventFilter, $after: ID) {\n    eventDetected(filter: $filter, afterEventId: $after) {\n      id\n      ...EventCard\n    }\n  }\n": typeof types.EventsLiveDocument,
    "\n  mutation EventReview($id: ID!, $verdict: ReviewVerdict!, $comment: String) {\n    reviewEvent(id: $id, verdict: $verdict, comment: $comment) {\n      event {\n        id\n        review {\n          verdict\n          comment\n          by\n          at\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.EventReviewDocument,
    "\n  query EventsChoices {\n    cameras(first: 100) {\n      edges {\n        node {\n          id\n          name\n          site\n        }\n      }\n    }\n  }\n": typeof types.EventsChoicesDocument,
    "\n  query EventsExport($filter: EventFilter, $orderBy: EventOrder, $after: String) {\n    events(filter: $filter, orderBy: $orderBy, first: 100, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          type\n          occurredAt\n          startSeconds\n          endSeconds\n          confidence\n          description\n          basis\n          source\n          location\n          review {\n            verdict\n            comment\n            by\n            at\n          }\n          video {\n            id\n            name\n            camera\n          }\n        }\n      }\n    }\n  }\n": typeof types.EventsExportDocument,
    "\n  query Health {\n    serverInfo {\n      version\n      stack\n      models {\n        purpose\n        modelId\n        region\n        available\n      }\n    }\n  }\n": typeof types.HealthDocument,
    "\n  mutation UploadRequest($input: RequestUploadInput!) {\n    requestUpload(input: $input) {\n      uploadToken\n      method\n      url\n      headers {\n        name\n        value\n      }\n      partSizeBytes\n      video {\n        id\n      }\n      duplicateOf {\n        id\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.UploadRequestDocument,
    "\n  mutation UploadParts($token: String!, $numbers: [Int!]!) {\n    requestUploadParts(uploadToken: $token, partNumbers: $numbers) {\n      parts {\n        partNumber\n        url\n        sizeBytes\n        headers {\n          name\n          value\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.UploadPartsDocument,
    "\n  mutation UploadConfirm($token: String!) {\n    confirmUpload(input: { uploadToken: $token }) {\n      video {\n        id\n      }\n      duplicateOf {\n        id\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.UploadConfirmDocument,
    "\n  mutation UploadAbort($token: String!) {\n    abortUpload(uploadToken: $token) {\n      abortedVideoId\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.UploadAbortDocument,
    "\n  query UploadsRecent {\n    videos(first: 12, orderBy: NEWEST_FIRST) {\n      edges {\n        node {\n          id\n          name\n          camera\n          status\n          createdAt\n          failure {\n            message\n          }\n          analysis {\n            percent\n            stage\n          }\n        }\n      }\n    }\n  }\n": typeof types.UploadsRecentDocument,
    "\n  subscription UploadAnalysis($id: ID!, $after: Int) {\n    analysisProgress(videoId: $id, afterSequence: $after) {\n      sequence\n      status\n      stage\n      percent\n      eventsFound\n      error {\n        message\n      }\n    }\n  }\n": typeof types.UploadAnalysisDocument,
    "\n  fragment LaneEvent on Event {\n    id\n    type\n    startSeconds\n    endSeconds\n    boundingBox {\n      x\n      y\n      width\n      height\n    }\n    person {\n      trackId\n    }\n  }\n": typeof types.LaneEventFragmentDoc,
    "\n  fragment SummaryText on Summary {\n    status\n    headline\n    text\n    citations {\n      number\n      startSeconds\n    }\n  }\n": typeof types.SummaryTextFragmentDoc,
    "\n  fragment VideoCard on Video {\n    id\n    name\n    camera\n    timezone\n    recordedAt\n    createdAt\n    status\n    durationSeconds\n    thumbnailUrl\n    majorEvent {\n      id\n      type\n    }\n  }\n": typeof types.VideoCardFragmentDoc,
    "\n  query Videos($filter: VideoFilter, $after: String) {\n    videos(first: 24, after: $after, filter: $filter, orderBy: NEWEST_FIRST) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          ...VideoCard\n        }\n      }\n    }\n  }\n": typeof types.VideosDocument,
    "\n  query VideoPage($id: ID!) {\n    video(id: $id) {\n      id\n      name\n      camera\n      timezone\n      recordedAt\n      status\n      durationSeconds\n      frameRate\n      width\n      height\n      thumbnailUrl\n      failure {\n        code\n        message\n      }\n      gaps {\n        startSeconds\n        endSeconds\n        reason\n      }\n      events(first: 100, orderBy: EARLIEST_FIRST) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        edges {\n          node {\n            id\n            ...LaneEvent\n          }\n        }\n      }\n      summary {\n        ...SummaryText\n      }\n    }\n  }\n": typeof types.VideoPageDocument,
    "\n  query VideoEvents($id: ID!, $after: String) {\n    video(id: $id) {\n      id\n      events(first: 100, after: $after, orderBy: EARLIEST_FIRST) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        edges {\n          node {\n            id\n            ...LaneEvent\n          }\n        }\n      }\n    }\n  }\n": typeof types.VideoEventsDocument,
    "\n  query VideoTracks($id: ID!) {\n    video(id: $id) {\n      id\n      tracks {\n        trackId\n        seconds\n        boxes {\n          x\n          y\n          width\n          height\n        }\n      }\n    }\n  }\n": typeof types.VideoTracksDocument,
    "\n  query VideoStoryboard($id: ID!) {\n    video(id: $id) {\n      id\n      storyboard {\n        url\n        columns\n        rows\n        tileWidth\n        tileHeight\n        secondsPerTile\n        tiles\n      }\n    }\n  }\n": typeof types.VideoStoryboardDocument,
    "\n  query VideoDownload($id: ID!) {\n    video(id: $id) {\n      id\n      downloadUrl\n    }\n  }\n": typeof types.VideoDownloadDocument,
    "\n  mutation VideoClip($id: ID!, $from: Float!, $to: Float!, $exact: Boolean!) {\n    exportClip(videoId: $id, startSeconds: $from, endSeconds: $to, exact: $exact) {\n      url\n      startSeconds\n      endSeconds\n      sizeBytes\n      encoded\n      omitted\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.VideoClipDocument,
    "\n  mutation VideoChat($input: VlmChatInput!) {\n    vlmChat(input: $input) {\n      session {\n        id\n      }\n      history {\n        id\n        ...Answer\n      }\n      userErrors {\n        code\n        message\n        field\n      }\n    }\n  }\n": typeof types.VideoChatDocument,
    "\n  mutation VideoSummarize($id: ID!, $regenerate: Boolean!) {\n    generateSummary(videoId: $id, regenerate: $regenerate) {\n      video {\n        id\n        summary {\n          ...SummaryText\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.VideoSummarizeDocument,
    "\n  query VideoSummary($id: ID!) {\n    video(id: $id) {\n      id\n      summary {\n        ...SummaryText\n      }\n    }\n  }\n": typeof types.VideoSummaryDocument,
    "\n  subscription VideoSummaryProgress($id: ID!, $after: Int) {\n    summaryProgress(videoId: $id, afterSequence: $after) {\n      sequence\n      status\n      stage\n      percent\n      textDelta\n    }\n  }\n": typeof types.VideoSummaryProgressDocument,
};
const documents: Documents = {
    "\n  fragment Answer on PromptHistory {\n    id\n    prompt\n    status\n    response\n    interpretation\n    notUnderstood\n    degraded\n    rating\n    error {\n      code\n      message\n    }\n    citations {\n      number\n      video {\n        id\n        timezone\n      }\n      ...CitationCard\n    }\n    coverage {\n      ...CoverageNote\n    }\n  }\n": types.AnswerFragmentDoc,
    "\n  fragment CitationCard on Citation {\n    number\n    startSeconds\n    endSeconds\n    timecode\n    occurredAt\n    verification\n    frameUrl\n    event {\n      id\n      type\n    }\n    video {\n      id\n      name\n      camera\n      timezone\n    }\n  }\n": types.CitationCardFragmentDoc,
    "\n  fragment CoverageNote on Coverage {\n    videosConsidered\n    videosAnalyzed\n    secondsAnalyzed\n    eventsConsidered\n    from\n    to\n    gapCount\n    moments\n    momentsLooked\n    notExamined\n    partlyExamined\n  }\n": types.CoverageNoteFragmentDoc,
    "\n  query AskSession($id: ID!) {\n    promptSession(id: $id) {\n      id\n      title\n      status\n      histories(last: 30) {\n        edges {\n          node {\n            id\n            ...Answer\n          }\n        }\n      }\n    }\n  }\n": types.AskSessionDocument,
    "\n  query AskHistory($id: ID!) {\n    promptHistory(id: $id) {\n      id\n      ...Answer\n    }\n  }\n": types.AskHistoryDocument,
    "\n  subscription AskProgress($id: ID!, $after: Int) {\n    promptProgress(promptHistoryId: $id, afterSequence: $after) {\n      sequence\n      status\n      stage\n      textDelta\n    }\n  }\n": types.AskProgressDocument,
    "\n  mutation AskCancel($id: ID!) {\n    cancelPrompt(promptHistoryId: $id) {\n      history {\n        id\n        status\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.AskCancelDocument,
    "\n  mutation AskRate($id: ID!, $rating: Rating!, $comment: String) {\n    ratePrompt(promptHistoryId: $id, rating: $rating, comment: $comment) {\n      history {\n        id\n        rating\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.AskRateDocument,
    "\n  query AskHow($id: ID!) {\n    promptHistory(id: $id) {\n      id\n      generatedSql\n      methods\n      table {\n        columns\n        rows\n        truncated\n      }\n    }\n  }\n": types.AskHowDocument,
    "\n  query Viewer {\n    viewer {\n      id\n      organization\n      roles\n      sites\n    }\n  }\n": types.ViewerDocument,
    "\n  query Playback($id: ID!) {\n    video(id: $id) {\n      id\n      name\n      width\n      height\n      playback {\n        state\n        url\n        error {\n          message\n        }\n      }\n    }\n  }\n": types.PlaybackDocument,
    "\n  query AskStart {\n    promptSessions(first: 8) {\n      edges {\n        node {\n          id\n          title\n          lastPromptAt\n        }\n      }\n    }\n    videos(first: 1) {\n      edges {\n        node {\n          id\n          status\n        }\n      }\n    }\n  }\n": types.AskStartDocument,
    "\n  mutation Ask($input: PromptInput!) {\n    prompt(input: $input) {\n      session {\n        id\n      }\n      history {\n        id\n        ...Answer\n      }\n      userErrors {\n        code\n        message\n        field\n      }\n    }\n  }\n": types.AskDocument,
    "\n  query AskCameras {\n    cameras(first: 100) {\n      edges {\n        node {\n          id\n          name\n          site\n        }\n      }\n    }\n  }\n": types.AskCamerasDocument,
    "\n  query Cameras {\n    cameras(first: 100, orderBy: NAME) {\n      totalCount\n      edges {\n        node {\n          id\n          name\n          site\n          timezone\n          lastFootageAt\n        }\n      }\n    }\n  }\n": types.CamerasDocument,
    "\n  fragment EventCard on Event {\n    id\n    type\n    timecode\n    occurredAt\n    confidence\n    description\n    thumbnailUrl\n    startSeconds\n    endSeconds\n    review {\n      verdict\n    }\n    video {\n      id\n      name\n      camera\n      timezone\n    }\n  }\n": types.EventCardFragmentDoc,
    "\n  query EventsFirst($filter: EventFilter, $orderBy: EventOrder, $first: Int!) {\n    events(filter: $filter, orderBy: $orderBy, first: $first) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n": types.EventsFirstDocument,
    "\n  query EventsNext($filter: EventFilter, $orderBy: EventOrder, $first: Int!, $after: String!) {\n    events(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n": types.EventsNextDocument,
    "\n  query EventsSearch($text: String!, $filter: EventFilter) {\n    searchEvents(text: $text, filter: $filter, first: 50) {\n      degraded\n      hits {\n        event {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n": types.EventsSearchDocument,
    "\n  query EventDetail($id: ID!) {\n    event(id: $id) {\n      id\n      basis\n      source\n      location\n      action\n      objects\n      seenSeconds\n      person {\n        trackId\n        gender\n        ageGroup\n      }\n      review {\n        verdict\n        comment\n        by\n        at\n      }\n      similar(first: 6) {\n        event {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n": types.EventDetailDocument,
    "\n  subscription EventsLive($filter: EventFilter, $after: ID) {\n    eventDetected(filter: $filter, afterEventId: $after) {\n      id\n      ...EventCard\n    }\n  }\n": types.EventsLiveDocument,
    "\n  mutation EventReview($id: ID!, $verdict: ReviewVerdict!, $comment: String) {\n    reviewEvent(id: $id, verdict: $verdict, comment: $comment) {\n      event {\n        id\n        review {\n          verdict\n          comment\n          by\n          at\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.EventReviewDocument,
    "\n  query EventsChoices {\n    cameras(first: 100) {\n      edges {\n        node {\n          id\n          name\n          site\n        }\n      }\n    }\n  }\n": types.EventsChoicesDocument,
    "\n  query EventsExport($filter: EventFilter, $orderBy: EventOrder, $after: String) {\n    events(filter: $filter, orderBy: $orderBy, first: 100, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          type\n          occurredAt\n          startSeconds\n          endSeconds\n          confidence\n          description\n          basis\n          source\n          location\n          review {\n            verdict\n            comment\n            by\n            at\n          }\n          video {\n            id\n            name\n            camera\n          }\n        }\n      }\n    }\n  }\n": types.EventsExportDocument,
    "\n  query Health {\n    serverInfo {\n      version\n      stack\n      models {\n        purpose\n        modelId\n        region\n        available\n      }\n    }\n  }\n": types.HealthDocument,
    "\n  mutation UploadRequest($input: RequestUploadInput!) {\n    requestUpload(input: $input) {\n      uploadToken\n      method\n      url\n      headers {\n        name\n        value\n      }\n      partSizeBytes\n      video {\n        id\n      }\n      duplicateOf {\n        id\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.UploadRequestDocument,
    "\n  mutation UploadParts($token: String!, $numbers: [Int!]!) {\n    requestUploadParts(uploadToken: $token, partNumbers: $numbers) {\n      parts {\n        partNumber\n        url\n        sizeBytes\n        headers {\n          name\n          value\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.UploadPartsDocument,
    "\n  mutation UploadConfirm($token: String!) {\n    confirmUpload(input: { uploadToken: $token }) {\n      video {\n        id\n      }\n      duplicateOf {\n        id\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.UploadConfirmDocument,
    "\n  mutation UploadAbort($token: String!) {\n    abortUpload(uploadToken: $token) {\n      abortedVideoId\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.UploadAbortDocument,
    "\n  query UploadsRecent {\n    videos(first: 12, orderBy: NEWEST_FIRST) {\n      edges {\n        node {\n          id\n          name\n          camera\n          status\n          createdAt\n          failure {\n            message\n          }\n          analysis {\n            percent\n            stage\n          }\n        }\n      }\n    }\n  }\n": types.UploadsRecentDocument,
    "\n  subscription UploadAnalysis($id: ID!, $after: Int) {\n    analysisProgress(videoId: $id, afterSequence: $after) {\n      sequence\n      status\n      stage\n      percent\n      eventsFound\n      error {\n        message\n      }\n    }\n  }\n": types.UploadAnalysisDocument,
    "\n  fragment LaneEvent on Event {\n    id\n    type\n    startSeconds\n    endSeconds\n    boundingBox {\n      x\n      y\n      width\n      height\n    }\n    person {\n      trackId\n    }\n  }\n": types.LaneEventFragmentDoc,
    "\n  fragment SummaryText on Summary {\n    status\n    headline\n    text\n    citations {\n      number\n      startSeconds\n    }\n  }\n": types.SummaryTextFragmentDoc,
    "\n  fragment VideoCard on Video {\n    id\n    name\n    camera\n    timezone\n    recordedAt\n    createdAt\n    status\n    durationSeconds\n    thumbnailUrl\n    majorEvent {\n      id\n      type\n    }\n  }\n": types.VideoCardFragmentDoc,
    "\n  query Videos($filter: VideoFilter, $after: String) {\n    videos(first: 24, after: $after, filter: $filter, orderBy: NEWEST_FIRST) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          ...VideoCard\n        }\n      }\n    }\n  }\n": types.VideosDocument,
    "\n  query VideoPage($id: ID!) {\n    video(id: $id) {\n      id\n      name\n      camera\n      timezone\n      recordedAt\n      status\n      durationSeconds\n      frameRate\n      width\n      height\n      thumbnailUrl\n      failure {\n        code\n        message\n      }\n      gaps {\n        startSeconds\n        endSeconds\n        reason\n      }\n      events(first: 100, orderBy: EARLIEST_FIRST) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        edges {\n          node {\n            id\n            ...LaneEvent\n          }\n        }\n      }\n      summary {\n        ...SummaryText\n      }\n    }\n  }\n": types.VideoPageDocument,
    "\n  query VideoEvents($id: ID!, $after: String) {\n    video(id: $id) {\n      id\n      events(first: 100, after: $after, orderBy: EARLIEST_FIRST) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        edges {\n          node {\n            id\n            ...LaneEvent\n          }\n        }\n      }\n    }\n  }\n": types.VideoEventsDocument,
    "\n  query VideoTracks($id: ID!) {\n    video(id: $id) {\n      id\n      tracks {\n        trackId\n        seconds\n        boxes {\n          x\n          y\n          width\n          height\n        }\n      }\n    }\n  }\n": types.VideoTracksDocument,
    "\n  query VideoStoryboard($id: ID!) {\n    video(id: $id) {\n      id\n      storyboard {\n        url\n        columns\n        rows\n        tileWidth\n        tileHeight\n        secondsPerTile\n        tiles\n      }\n    }\n  }\n": types.VideoStoryboardDocument,
    "\n  query VideoDownload($id: ID!) {\n    video(id: $id) {\n      id\n      downloadUrl\n    }\n  }\n": types.VideoDownloadDocument,
    "\n  mutation VideoClip($id: ID!, $from: Float!, $to: Float!, $exact: Boolean!) {\n    exportClip(videoId: $id, startSeconds: $from, endSeconds: $to, exact: $exact) {\n      url\n      startSeconds\n      endSeconds\n      sizeBytes\n      encoded\n      omitted\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.VideoClipDocument,
    "\n  mutation VideoChat($input: VlmChatInput!) {\n    vlmChat(input: $input) {\n      session {\n        id\n      }\n      history {\n        id\n        ...Answer\n      }\n      userErrors {\n        code\n        message\n        field\n      }\n    }\n  }\n": types.VideoChatDocument,
    "\n  mutation VideoSummarize($id: ID!, $regenerate: Boolean!) {\n    generateSummary(videoId: $id, regenerate: $regenerate) {\n      video {\n        id\n        summary {\n          ...SummaryText\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.VideoSummarizeDocument,
    "\n  query VideoSummary($id: ID!) {\n    video(id: $id) {\n      id\n      summary {\n        ...SummaryText\n      }\n    }\n  }\n": types.VideoSummaryDocument,
    "\n  subscription VideoSummaryProgress($id: ID!, $after: Int) {\n    summaryProgress(videoId: $id, afterSequence: $after) {\n      sequence\n      status\n      stage\n      percent\n      textDelta\n    }\n  }\n": types.VideoSummaryProgressDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Answer on PromptHistory {\n    id\n    prompt\n    status\n    response\n    interpretation\n    notUnderstood\n    degraded\n    rating\n    error {\n      code\n      message\n    }\n    citations {\n      number\n      video {\n        id\n        timezone\n      }\n      ...CitationCard\n    }\n    coverage {\n      ...CoverageNote\n    }\n  }\n"): (typeof documents)["\n  fragment Answer on PromptHistory {\n    id\n    prompt\n    status\n    response\n    interpretation\n    notUnderstood\n    degraded\n    rating\n    error {\n      code\n      message\n    }\n    citations {\n      number\n      video {\n        id\n        timezone\n      }\n      ...CitationCard\n    }\n    coverage {\n      ...CoverageNote\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CitationCard on Citation {\n    number\n    startSeconds\n    endSeconds\n    timecode\n    occurredAt\n    verification\n    frameUrl\n    event {\n      id\n      type\n    }\n    video {\n      id\n      name\n      camera\n      timezone\n    }\n  }\n"): (typeof documents)["\n  fragment CitationCard on Citation {\n    number\n    startSeconds\n    endSeconds\n    timecode\n    occurredAt\n    verification\n    frameUrl\n    event {\n      id\n      type\n    }\n    video {\n      id\n      name\n      camera\n      timezone\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CoverageNote on Coverage {\n    videosConsidered\n    videosAnalyzed\n    secondsAnalyzed\n    eventsConsidered\n    from\n    to\n    gapCount\n    moments\n    momentsLooked\n    notExamined\n    partlyExamined\n  }\n"): (typeof documents)["\n  fragment CoverageNote on Coverage {\n    videosConsidered\n    videosAnalyzed\n    secondsAnalyzed\n    eventsConsidered\n    from\n    to\n    gapCount\n    moments\n    momentsLooked\n    notExamined\n    partlyExamined\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AskSession($id: ID!) {\n    promptSession(id: $id) {\n      id\n      title\n      status\n      histories(last: 30) {\n        edges {\n          node {\n            id\n            ...Answer\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query AskSession($id: ID!) {\n    promptSession(id: $id) {\n      id\n      title\n      status\n      histories(last: 30) {\n        edges {\n          node {\n            id\n            ...Answer\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AskHistory($id: ID!) {\n    promptHistory(id: $id) {\n      id\n      ...Answer\n    }\n  }\n"): (typeof documents)["\n  query AskHistory($id: ID!) {\n    promptHistory(id: $id) {\n      id\n      ...Answer\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription AskProgress($id: ID!, $after: Int) {\n    promptProgress(promptHistoryId: $id, afterSequence: $after) {\n      sequence\n      status\n      stage\n      textDelta\n    }\n  }\n"): (typeof documents)["\n  subscription AskProgress($id: ID!, $after: Int) {\n    promptProgress(promptHistoryId: $id, afterSequence: $after) {\n      sequence\n      status\n      stage\n      textDelta\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AskCancel($id: ID!) {\n    cancelPrompt(promptHistoryId: $id) {\n      history {\n        id\n        status\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation AskCancel($id: ID!) {\n    cancelPrompt(promptHistoryId: $id) {\n      history {\n        id\n        status\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AskRate($id: ID!, $rating: Rating!, $comment: String) {\n    ratePrompt(promptHistoryId: $id, rating: $rating, comment: $comment) {\n      history {\n        id\n        rating\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation AskRate($id: ID!, $rating: Rating!, $comment: String) {\n    ratePrompt(promptHistoryId: $id, rating: $rating, comment: $comment) {\n      history {\n        id\n        rating\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AskHow($id: ID!) {\n    promptHistory(id: $id) {\n      id\n      generatedSql\n      methods\n      table {\n        columns\n        rows\n        truncated\n      }\n    }\n  }\n"): (typeof documents)["\n  query AskHow($id: ID!) {\n    promptHistory(id: $id) {\n      id\n      generatedSql\n      methods\n      table {\n        columns\n        rows\n        truncated\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      id\n      organization\n      roles\n      sites\n    }\n  }\n"): (typeof documents)["\n  query Viewer {\n    viewer {\n      id\n      organization\n      roles\n      sites\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Playback($id: ID!) {\n    video(id: $id) {\n      id\n      name\n      width\n      height\n      playback {\n        state\n        url\n        error {\n          message\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Playback($id: ID!) {\n    video(id: $id) {\n      id\n      name\n      width\n      height\n      playback {\n        state\n        url\n        error {\n          message\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AskStart {\n    promptSessions(first: 8) {\n      edges {\n        node {\n          id\n          title\n          lastPromptAt\n        }\n      }\n    }\n    videos(first: 1) {\n      edges {\n        node {\n          id\n          status\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query AskStart {\n    promptSessions(first: 8) {\n      edges {\n        node {\n          id\n          title\n          lastPromptAt\n        }\n      }\n    }\n    videos(first: 1) {\n      edges {\n        node {\n          id\n          status\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Ask($input: PromptInput!) {\n    prompt(input: $input) {\n      session {\n        id\n      }\n      history {\n        id\n        ...Answer\n      }\n      userErrors {\n        code\n        message\n        field\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Ask($input: PromptInput!) {\n    prompt(input: $input) {\n      session {\n        id\n      }\n      history {\n        id\n        ...Answer\n      }\n      userErrors {\n        code\n        message\n        field\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AskCameras {\n    cameras(first: 100) {\n      edges {\n        node {\n          id\n          name\n          site\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query AskCameras {\n    cameras(first: 100) {\n      edges {\n        node {\n          id\n          name\n          site\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Cameras {\n    cameras(first: 100, orderBy: NAME) {\n      totalCount\n      edges {\n        node {\n          id\n          name\n          site\n          timezone\n          lastFootageAt\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Cameras {\n    cameras(first: 100, orderBy: NAME) {\n      totalCount\n      edges {\n        node {\n          id\n          name\n          site\n          timezone\n          lastFootageAt\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment EventCard on Event {\n    id\n    type\n    timecode\n    occurredAt\n    confidence\n    description\n    thumbnailUrl\n    startSeconds\n    endSeconds\n    review {\n      verdict\n    }\n    video {\n      id\n      name\n      camera\n      timezone\n    }\n  }\n"): (typeof documents)["\n  fragment EventCard on Event {\n    id\n    type\n    timecode\n    occurredAt\n    confidence\n    description\n    thumbnailUrl\n    startSeconds\n    endSeconds\n    review {\n      verdict\n    }\n    video {\n      id\n      name\n      camera\n      timezone\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EventsFirst($filter: EventFilter, $orderBy: EventOrder, $first: Int!) {\n    events(filter: $filter, orderBy: $orderBy, first: $first) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query EventsFirst($filter: EventFilter, $orderBy: EventOrder, $first: Int!) {\n    events(filter: $filter, orderBy: $orderBy, first: $first) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EventsNext($filter: EventFilter, $orderBy: EventOrder, $first: Int!, $after: String!) {\n    events(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query EventsNext($filter: EventFilter, $orderBy: EventOrder, $first: Int!, $after: String!) {\n    events(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EventsSearch($text: String!, $filter: EventFilter) {\n    searchEvents(text: $text, filter: $filter, first: 50) {\n      degraded\n      hits {\n        event {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query EventsSearch($text: String!, $filter: EventFilter) {\n    searchEvents(text: $text, filter: $filter, first: 50) {\n      degraded\n      hits {\n        event {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EventDetail($id: ID!) {\n    event(id: $id) {\n      id\n      basis\n      source\n      location\n      action\n      objects\n      seenSeconds\n      person {\n        trackId\n        gender\n        ageGroup\n      }\n      review {\n        verdict\n        comment\n        by\n        at\n      }\n      similar(first: 6) {\n        event {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query EventDetail($id: ID!) {\n    event(id: $id) {\n      id\n      basis\n      source\n      location\n      action\n      objects\n      seenSeconds\n      person {\n        trackId\n        gender\n        ageGroup\n      }\n      review {\n        verdict\n        comment\n        by\n        at\n      }\n      similar(first: 6) {\n        event {\n          id\n          ...EventCard\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription EventsLive($filter: EventFilter, $after: ID) {\n    eventDetected(filter: $filter, afterEventId: $after) {\n      id\n      ...EventCard\n    }\n  }\n"): (typeof documents)["\n  subscription EventsLive($filter: EventFilter, $after: ID) {\n    eventDetected(filter: $filter, afterEventId: $after) {\n      id\n      ...EventCard\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EventReview($id: ID!, $verdict: ReviewVerdict!, $comment: String) {\n    reviewEvent(id: $id, verdict: $verdict, comment: $comment) {\n      event {\n        id\n        review {\n          verdict\n          comment\n          by\n          at\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation EventReview($id: ID!, $verdict: ReviewVerdict!, $comment: String) {\n    reviewEvent(id: $id, verdict: $verdict, comment: $comment) {\n      event {\n        id\n        review {\n          verdict\n          comment\n          by\n          at\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EventsChoices {\n    cameras(first: 100) {\n      edges {\n        node {\n          id\n          name\n          site\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query EventsChoices {\n    cameras(first: 100) {\n      edges {\n        node {\n          id\n          name\n          site\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EventsExport($filter: EventFilter, $orderBy: EventOrder, $after: String) {\n    events(filter: $filter, orderBy: $orderBy, first: 100, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          type\n          occurredAt\n          startSeconds\n          endSeconds\n          confidence\n          description\n          basis\n          source\n          location\n          review {\n            verdict\n            comment\n            by\n            at\n          }\n          video {\n            id\n            name\n            camera\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query EventsExport($filter: EventFilter, $orderBy: EventOrder, $after: String) {\n    events(filter: $filter, orderBy: $orderBy, first: 100, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          type\n          occurredAt\n          startSeconds\n          endSeconds\n          confidence\n          description\n          basis\n          source\n          location\n          review {\n            verdict\n            comment\n            by\n            at\n          }\n          video {\n            id\n            name\n            camera\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Health {\n    serverInfo {\n      version\n      stack\n      models {\n        purpose\n        modelId\n        region\n        available\n      }\n    }\n  }\n"): (typeof documents)["\n  query Health {\n    serverInfo {\n      version\n      stack\n      models {\n        purpose\n        modelId\n        region\n        available\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UploadRequest($input: RequestUploadInput!) {\n    requestUpload(input: $input) {\n      uploadToken\n      method\n      url\n      headers {\n        name\n        value\n      }\n      partSizeBytes\n      video {\n        id\n      }\n      duplicateOf {\n        id\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UploadRequest($input: RequestUploadInput!) {\n    requestUpload(input: $input) {\n      uploadToken\n      method\n      url\n      headers {\n        name\n        value\n      }\n      partSizeBytes\n      video {\n        id\n      }\n      duplicateOf {\n        id\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UploadParts($token: String!, $numbers: [Int!]!) {\n    requestUploadParts(uploadToken: $token, partNumbers: $numbers) {\n      parts {\n        partNumber\n        url\n        sizeBytes\n        headers {\n          name\n          value\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UploadParts($token: String!, $numbers: [Int!]!) {\n    requestUploadParts(uploadToken: $token, partNumbers: $numbers) {\n      parts {\n        partNumber\n        url\n        sizeBytes\n        headers {\n          name\n          value\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UploadConfirm($token: String!) {\n    confirmUpload(input: { uploadToken: $token }) {\n      video {\n        id\n      }\n      duplicateOf {\n        id\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UploadConfirm($token: String!) {\n    confirmUpload(input: { uploadToken: $token }) {\n      video {\n        id\n      }\n      duplicateOf {\n        id\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UploadAbort($token: String!) {\n    abortUpload(uploadToken: $token) {\n      abortedVideoId\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UploadAbort($token: String!) {\n    abortUpload(uploadToken: $token) {\n      abortedVideoId\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query UploadsRecent {\n    videos(first: 12, orderBy: NEWEST_FIRST) {\n      edges {\n        node {\n          id\n          name\n          camera\n          status\n          createdAt\n          failure {\n            message\n          }\n          analysis {\n            percent\n            stage\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query UploadsRecent {\n    videos(first: 12, orderBy: NEWEST_FIRST) {\n      edges {\n        node {\n          id\n          name\n          camera\n          status\n          createdAt\n          failure {\n            message\n          }\n          analysis {\n            percent\n            stage\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription UploadAnalysis($id: ID!, $after: Int) {\n    analysisProgress(videoId: $id, afterSequence: $after) {\n      sequence\n      status\n      stage\n      percent\n      eventsFound\n      error {\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription UploadAnalysis($id: ID!, $after: Int) {\n    analysisProgress(videoId: $id, afterSequence: $after) {\n      sequence\n      status\n      stage\n      percent\n      eventsFound\n      error {\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment LaneEvent on Event {\n    id\n    type\n    startSeconds\n    endSeconds\n    boundingBox {\n      x\n      y\n      width\n      height\n    }\n    person {\n      trackId\n    }\n  }\n"): (typeof documents)["\n  fragment LaneEvent on Event {\n    id\n    type\n    startSeconds\n    endSeconds\n    boundingBox {\n      x\n      y\n      width\n      height\n    }\n    person {\n      trackId\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SummaryText on Summary {\n    status\n    headline\n    text\n    citations {\n      number\n      startSeconds\n    }\n  }\n"): (typeof documents)["\n  fragment SummaryText on Summary {\n    status\n    headline\n    text\n    citations {\n      number\n      startSeconds\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment VideoCard on Video {\n    id\n    name\n    camera\n    timezone\n    recordedAt\n    createdAt\n    status\n    durationSeconds\n    thumbnailUrl\n    majorEvent {\n      id\n      type\n    }\n  }\n"): (typeof documents)["\n  fragment VideoCard on Video {\n    id\n    name\n    camera\n    timezone\n    recordedAt\n    createdAt\n    status\n    durationSeconds\n    thumbnailUrl\n    majorEvent {\n      id\n      type\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Videos($filter: VideoFilter, $after: String) {\n    videos(first: 24, after: $after, filter: $filter, orderBy: NEWEST_FIRST) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          ...VideoCard\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Videos($filter: VideoFilter, $after: String) {\n    videos(first: 24, after: $after, filter: $filter, orderBy: NEWEST_FIRST) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          ...VideoCard\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query VideoPage($id: ID!) {\n    video(id: $id) {\n      id\n      name\n      camera\n      timezone\n      recordedAt\n      status\n      durationSeconds\n      frameRate\n      width\n      height\n      thumbnailUrl\n      failure {\n        code\n        message\n      }\n      gaps {\n        startSeconds\n        endSeconds\n        reason\n      }\n      events(first: 100, orderBy: EARLIEST_FIRST) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        edges {\n          node {\n            id\n            ...LaneEvent\n          }\n        }\n      }\n      summary {\n        ...SummaryText\n      }\n    }\n  }\n"): (typeof documents)["\n  query VideoPage($id: ID!) {\n    video(id: $id) {\n      id\n      name\n      camera\n      timezone\n      recordedAt\n      status\n      durationSeconds\n      frameRate\n      width\n      height\n      thumbnailUrl\n      failure {\n        code\n        message\n      }\n      gaps {\n        startSeconds\n        endSeconds\n        reason\n      }\n      events(first: 100, orderBy: EARLIEST_FIRST) {\n        totalCount\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        edges {\n          node {\n            id\n            ...LaneEvent\n          }\n        }\n      }\n      summary {\n        ...SummaryText\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query VideoEvents($id: ID!, $after: String) {\n    video(id: $id) {\n      id\n      events(first: 100, after: $after, orderBy: EARLIEST_FIRST) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        edges {\n          node {\n            id\n            ...LaneEvent\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query VideoEvents($id: ID!, $after: String) {\n    video(id: $id) {\n      id\n      events(first: 100, after: $after, orderBy: EARLIEST_FIRST) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        edges {\n          node {\n            id\n            ...LaneEvent\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query VideoTracks($id: ID!) {\n    video(id: $id) {\n      id\n      tracks {\n        trackId\n        seconds\n        boxes {\n          x\n          y\n          width\n          height\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query VideoTracks($id: ID!) {\n    video(id: $id) {\n      id\n      tracks {\n        trackId\n        seconds\n        boxes {\n          x\n          y\n          width\n          height\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query VideoStoryboard($id: ID!) {\n    video(id: $id) {\n      id\n      storyboard {\n        url\n        columns\n        rows\n        tileWidth\n        tileHeight\n        secondsPerTile\n        tiles\n      }\n    }\n  }\n"): (typeof documents)["\n  query VideoStoryboard($id: ID!) {\n    video(id: $id) {\n      id\n      storyboard {\n        url\n        columns\n        rows\n        tileWidth\n        tileHeight\n        secondsPerTile\n        tiles\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query VideoDownload($id: ID!) {\n    video(id: $id) {\n      id\n      downloadUrl\n    }\n  }\n"): (typeof documents)["\n  query VideoDownload($id: ID!) {\n    video(id: $id) {\n      id\n      downloadUrl\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation VideoClip($id: ID!, $from: Float!, $to: Float!, $exact: Boolean!) {\n    exportClip(videoId: $id, startSeconds: $from, endSeconds: $to, exact: $exact) {\n      url\n      startSeconds\n      endSeconds\n      sizeBytes\n      encoded\n      omitted\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation VideoClip($id: ID!, $from: Float!, $to: Float!, $exact: Boolean!) {\n    exportClip(videoId: $id, startSeconds: $from, endSeconds: $to, exact: $exact) {\n      url\n      startSeconds\n      endSeconds\n      sizeBytes\n      encoded\n      omitted\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation VideoChat($input: VlmChatInput!) {\n    vlmChat(input: $input) {\n      session {\n        id\n      }\n      history {\n        id\n        ...Answer\n      }\n      userErrors {\n        code\n        message\n        field\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation VideoChat($input: VlmChatInput!) {\n    vlmChat(input: $input) {\n      session {\n        id\n      }\n      history {\n        id\n        ...Answer\n      }\n      userErrors {\n        code\n        message\n        field\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation VideoSummarize($id: ID!, $regenerate: Boolean!) {\n    generateSummary(videoId: $id, regenerate: $regenerate) {\n      video {\n        id\n        summary {\n          ...SummaryText\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation VideoSummarize($id: ID!, $regenerate: Boolean!) {\n    generateSummary(videoId: $id, regenerate: $regenerate) {\n      video {\n        id\n        summary {\n          ...SummaryText\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query VideoSummary($id: ID!) {\n    video(id: $id) {\n      id\n      summary {\n        ...SummaryText\n      }\n    }\n  }\n"): (typeof documents)["\n  query VideoSummary($id: ID!) {\n    video(id: $id) {\n      id\n      summary {\n        ...SummaryText\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription VideoSummaryProgress($id: ID!, $after: Int) {\n    summaryProgress(videoId: $id, afterSequence: $after) {\n      sequence\n      status\n      stage\n      percent\n      textDelta\n    }\n  }\n"): (typeof documents)["\n  subscription VideoSummaryProgress($id: ID!, $after: Int) {\n    summaryProgress(videoId: $id, afterSequence: $after) {\n      sequence\n      status\n      stage\n      percent\n      textDelta\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;