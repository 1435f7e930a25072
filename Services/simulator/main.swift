import Commands

Program(
    "simulator", "a district's year for demonstrations and tests; it is not in the production image",
    settings: """
        Settings: KAFKA_BROKERS, DATABASE_URL (or DATABASE_URL_FILE), DISTRICT_DIRECTORY, CALENDAR_DIRECTORY,
        METRICS_DIRECTORY.
        """,
    [
        Command(
            "scenario", "a district's school year through all services, and its report", help: Scenario.help,
            run: Scenario.run),
        Command(
            "bench", "events a second that escrow takes, and where its time goes", help: Bench.help, does: Bench.run),
        Command(
            "check", "whether broker and database are empty, as both of them need it", help: EmptyServers.help,
            does: EmptyServers.run),
    ]
).run()
