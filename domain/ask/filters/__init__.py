"""From a plan to filters over events."""
