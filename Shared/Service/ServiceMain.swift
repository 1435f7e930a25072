import Foundation
import Kafka
import Model
import Postgres

/// The program of every service: `run` (as a rule), `migrate`, `health`, `statements`, `--help`.
package enum ServiceMain {
    /// Runs a command of the service and ends the process.
    package static func run<App: Application>(_ type: App.Type) -> Never {
        Shutdown.outliveReaders()
        ConnectionString.forgetEnvironment()
        let settings = Setting.common + App.settings
        let environment = ProcessInfo.processInfo.environment
        do {
            switch CommandLine.arguments.dropFirst().first ?? "run" {
            case "run": try serve(App.self, try Configuration(settings: settings, environment: environment))
            case "migrate": try migrate(App.self, environment)
            case "health": LogWriter.end(Health.check(environment["HEALTH_FILE"] ?? ""))
            case "statements": print(App.tables.map(\.shape.text).joined(separator: "\n"))
            case "--help", "-h", "help": print(help(App.name, settings))
            case let other: throw ConfigurationError("unknown command «\(other)»; see --help")
            }
            LogWriter.end(0)
        } catch {
            Log.say("\(App.name): \(error)")
            LogWriter.end(error is ConfigurationError ? 64 : 1)
        }
    }

    private static func help(_ name: String, _ settings: [Setting]) -> String {
        """
        \(name): a service of the supervision platform

        Commands:
          run         take events until SIGTERM (what it does without a command)
          migrate     bring the schema «\(name)» up to date, as the database's owner
          health      exit 0 if the running service is ready, else say why not
          statements  print the SQL that the descriptions of its tables make

        Settings, from the environment [standard]:
        \(Configuration.help(settings))
        """
    }

    /// Needs no setting but the database's.
    private static func migrate<App: Application>(_ type: App.Type, _ environment: [String: String]) throws {
        let log = Log(service: App.name, least: .info)
        let settings = Setting.common.filter { ["DATABASE_URL", "STATEMENT_TIMEOUT_MS"].contains($0.name) }
        let values = try Configuration.values(of: settings, in: environment)
        let connection = try Connection(
            url: values["DATABASE_URL", default: ""], applicationName: "\(App.name) migrate",
            statementTimeoutMilliseconds: 600_000)
        switch try Migrator(schema: App.name, log: log).apply(
            Migration.ofLoop + App.migrations, rights: App.rights, to: connection)
        {
        case .upToDate: log.info("up to date", ["schema": App.name])
        case .changed(let name):
            throw ConfigurationError("migration \(name) was applied with other content: never edit one, add a new one")
        case .roleMissing(let role):
            throw ConfigurationError(
                "the tables are there, but the role «\(role)» is not: make it (deploy/postgres/roles.sh) and run "
                    + "migrate again, which gives its rights")
        }
    }

    /// Starts the threads and runs the loop, again after every loss of the broker or the database, until shutdown.
    private static func serve<App: Application>(_ type: App.Type, _ configuration: Configuration) throws {
        let log = Log(service: App.name, least: Log.Level(rawValue: configuration.text("LOG_LEVEL")) ?? .info)
        let surroundings = Surroundings(log: log)
        surroundings.shutdown.listenToSignals()
        thread("end", DispatchGroup()) { surroundings.endInTime() }
        log.info("started", ["clock": configuration.text("CLOCK"), "brokers": configuration.text("KAFKA_BROKERS")])
        let ended = DispatchGroup()
        thread("reporter", ended) { Health.report(configuration, surroundings) }
        thread("relay", ended) {
            supervise("relay", surroundings) { () throws(LoopError) in
                do {
                    let connection = try Session.connect(App.name, configuration, purpose: "relay")
                    try Relay(connection, Producer(configuration.producer(App.name)), configuration, surroundings).run()
                } catch {
                    throw LoopError(error)
                }
            }
        }
        let application = try App(configuration)
        for ring in [.received, .rejections] + App.rings {
            try configuration.district.policy.check(ring.keptDays, atMost: Int64(ring.keptDaysMax))
        }
        var (reader, known) = (Consumer?.none, Loop<App>.Known(configuration))
        supervise("loop", surroundings) { () throws(LoopError) in
            do {
                let connection = try Session.connect(App.name, configuration, purpose: "loop")
                try TableCheck.compare(App.tables, on: connection)
                let consumer = try reader ?? Consumer(configuration.consumer(App.name))
                reader = consumer
                let loop = Loop(application, configuration, surroundings, consumer, connection, known)
                defer { known = loop.known }
                try loop.run()
            } catch {
                // What is read ahead is of use when only the database was away.
                if !(error is PostgresError) { reader = nil }
                throw LoopError(error)
            }
        }
        surroundings.shutdown.request()
        surroundings.relay.wake()
        ended.wait()
        surroundings.shutdown.end()
        log.info("stopped")
        if surroundings.failed { LogWriter.end(1) }
    }

    /// Runs work again whenever it lost the broker or the database, saying so in one line; other failures stop the
    /// service.
    private static func supervise(_ part: String, _ surroundings: Surroundings, _ work: () throws(LoopError) -> Void) {
        while !surroundings.shutdown.isRequested {
            do {
                try work()
                return
            } catch {
                guard error.advice == .reconnect else {
                    surroundings.log.error("\(part) cannot go on: \(error)")
                    return surroundings.fail()
                }
                surroundings.hinder(part, error.description)
                surroundings.pause(milliseconds: 500)
            }
        }
    }

    private static func thread(_ name: String, _ ended: DispatchGroup, _ work: @escaping @Sendable () -> Void) {
        ended.enter()
        let thread = Thread {
            work()
            ended.leave()
        }
        thread.name = name
        thread.start()
    }
}
