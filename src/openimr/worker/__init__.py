"""The worker: jobs, sweeps and the watch folder, with its health, its numbers and its log."""
