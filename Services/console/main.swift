import Commands

Program(
    "console", "the command line of departments and operators",
    settings: """
        Settings: KAFKA_BROKERS, DATABASE_URL (or DATABASE_URL_FILE), DISTRICT_DIRECTORY.
        """,
    [
        Command("post", "post one event as a poster", help: Post.help, does: Post.run),
        Command("tail", "read topics; --rejected shows what was refused and why", help: Tail.help, does: Tail.run),
        Command(
            "rejected", "what the services refused: list, show, and let it be decided again", help: Rejected.help,
            does: Rejected.run),
        Command("topics", "create the district's topics, or list them", help: Topics.help, does: Topics.run),
        Command(
            "report", "the year's figures, from what the services made of the events", help: Report.help,
            run: Report.run),
        Command(
            "ledger", "escrow's books for an auditor: verify, balance, statement, trial-balance, export",
            help: Ledger.help, run: Ledger.run),
        Command("digest", "one sum over all state", help: Digest.help, does: Digest.run),
    ]
).run()
