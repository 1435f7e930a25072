import Foundation
import Kafka
import Postgres

let help = """
    console: the command line of departments and operators

      post       post one event as a poster
      tail       read topics; --rejected shows what was refused and why
      rejected   what the services refused: list, show, and let it be decided again
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

/// Ends with a sentence.
func fail(_ sentence: String) -> Never {
    FileHandle.standardError.write(Data("console: \(visible(sentence))\n".utf8))
    exit(1)
}

ConnectionString.forgetEnvironment()
let environment = Environment()
do {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let rest = Array(arguments.dropFirst())
    switch (arguments.first ?? "--help", rest.contains("--help")) {
    case ("post", true): Terminal.print(Post.help)
    case ("tail", true): Terminal.print(Tail.help)
    case ("scenario", true): Terminal.print(Scenario.help)
    case ("bench", true): Terminal.print(Bench.help)
    case ("report", true): Terminal.print(Report.help)
    case ("rejected", true): Terminal.print(Rejected.help)
    case ("topics", true): Terminal.print(Topics.help)
    case ("digest", true): Terminal.print(Digest.help)
    case ("ledger", true): Terminal.print(Ledger.help)
    case ("post", _): try Post.run(rest, environment)
    case ("tail", _): try Tail.run(rest, environment)
    case ("rejected", _): try Rejected.run(rest, environment)
    case ("topics", _): try Topics.run(rest, environment)
    case ("digest", _): try Digest.run(rest, environment)
    case ("ledger", _): exit(try Ledger.run(rest, environment) ? 0 : 1)
    case ("bench", _): try Bench.run(rest, environment)
    case ("report", _): exit(try Report.run(rest, environment) ? 0 : 1)
    case ("scenario", _): exit(try Scenario.run(rest, environment) ? 0 : 1)
    case ("--help", _), ("-h", _), ("help", _): Terminal.print(help)
    case (let other, _): throw ConsoleError("unknown command «\(other)»\n\(help)")
    }
} catch let error as PostgresError where error.sqlState == .undefinedTable {
    fail("\(error); each service makes its own tables: SERVICE migrate")
} catch let error as KafkaError where error.advice != .stop {
    fail("\(error); KAFKA_BROKERS is \(environment.brokers)")
} catch {
    fail("\(error)")
}
