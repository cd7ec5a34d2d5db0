"""What clients can change: inputs, payloads and fields, one file for each noun."""
