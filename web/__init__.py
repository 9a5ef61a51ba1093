"""How people and cron reach Merkbar."""
