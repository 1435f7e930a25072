import Foundation

let help = """
    console: the command line of departments and operators

      post       post one event as a poster
      tail       read topics; --rejected shows what was refused and why
      topics     create the district's topics, or list them
      report     the year's figures, from what the services made of the events
      ledger     escrow's books for an auditor: verify, balance, statement, trial-balance, export
      digest     one sum over all state
      scenario   a district's school year through all services, and its report
      bench      events a second that escrow takes, and where its time goes

    Settings: KAFKA_BROKERS, DATABASE_URL (or DATABASE_URL_FILE), DISTRICT_DIRECTORY, CALENDAR_DIRECTORY,
    METRICS_DIRECTORY.
    Each command says more with --help.
    """

do {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let environment = Environment()
    let rest = Array(arguments.dropFirst())
    switch (arguments.first ?? "--help", rest.contains("--help")) {
    case ("post", true): print(Post.help)
    case ("tail", true): print(Tail.help)
    case ("scenario", true): print(Scenario.help)
    case ("bench", true): print(Bench.help)
    case ("report", true): print(Report.help)
    case ("topics", true): print(Topics.help)
    case ("digest", true): print(Digest.help)
    case ("ledger", true): print(Ledger.help)
    case ("post", _): try Post.run(rest, environment)
    case ("tail", _): try Tail.run(rest, environment)
    case ("topics", _): try Topics.run(rest, environment)
    case ("digest", _): try Digest.run(environment)
    case ("ledger", _): exit(try Ledger.run(rest, environment) ? 0 : 1)
    case ("bench", _): try Bench.run(rest, environment)
    case ("report", _): exit(try Report.run(rest, environment) ? 0 : 1)
    case ("scenario", _): exit(try Scenario.run(rest, environment) ? 0 : 1)
    case ("--help", _), ("-h", _), ("help", _): print(help)
    case (let other, _): throw ConsoleError("unknown command «\(other)»\n\(help)")
    }
} catch {
    FileHandle.standardError.write(Data("console: \(error)\n".utf8))
    exit(1)
}
