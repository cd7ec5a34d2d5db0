/** Whether the API serves a field that ahead.graphql names; written by codegen. */
const SERVED = {
  "Event.review": true,
  "EventReview.verdict": true,
  "EventReview.comment": true,
  "EventReview.by": true,
  "EventReview.at": true,
  "ReviewVerdict.CONFIRMED": true,
  "ReviewVerdict.FALSE_ALARM": true,
  "ReviewVerdict.UNSURE": true,
  "Mutation.reviewEvent": true,
  "Mutation.reviewEvent(id)": true,
  "Mutation.reviewEvent(verdict)": true,
  "Mutation.reviewEvent(comment)": true,
  "EventPayload.event": true,
  "EventPayload.userErrors": true,
  "EventFilter.createdAt": true,
  "EventFilter.reviews": true,
  "EventFilter.reviewed": true,
  "EventOrder.STORED_NEWEST_FIRST": true,
  "EventOrder.STORED_OLDEST_FIRST": true,
  "Subscription.eventDetected": true,
  "Subscription.eventDetected(filter)": true,
  "Subscription.eventDetected(afterEventId)": true,
  "Subscription.videoChanged": true,
  "Subscription.videoChanged(filter)": true,
  "Subscription.analysesProgress": true,
  "Subscription.analysesProgress(videoIds)": true,
};

export function serves(field: keyof typeof SERVED): boolean {
  return SERVED[field];
}
