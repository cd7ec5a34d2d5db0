/** Whether the API serves a field that ahead.graphql names; written by codegen. */
const SERVED = {
  "Event.review": false,
  "EventReview.verdict": false,
  "EventReview.comment": false,
  "EventReview.by": false,
  "EventReview.at": false,
  "ReviewVerdict.CONFIRMED": false,
  "ReviewVerdict.FALSE_ALARM": false,
  "ReviewVerdict.UNSURE": false,
  "Mutation.reviewEvent": false,
  "EventPayload.event": false,
  "EventPayload.userErrors": false,
  "EventFilter.createdAt": false,
  "EventFilter.reviews": false,
  "EventFilter.reviewed": false,
  "EventOrder.STORED_NEWEST_FIRST": false,
  "EventOrder.STORED_OLDEST_FIRST": false,
  "Subscription.eventDetected": true,
  "Subscription.eventDetected(filter)": true,
  "Subscription.eventDetected(afterEventId)": false,
  "Subscription.videoChanged": false,
  "Subscription.analysesProgress": false,
};

export function serves(field: keyof typeof SERVED): boolean {
  return SERVED[field];
}
