"""What subscriptions send: progress, new events, changed videos."""
