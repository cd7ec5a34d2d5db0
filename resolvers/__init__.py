"""What fields do: which loader, which transaction, which decision of the domain. One file for each noun."""
