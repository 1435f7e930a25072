package import Foundation
import Kafka
package import Model
import Postgres

/// A broker, a database and services of one test's own, started by the script that operators use. Ended with the test.
package final class Platform {
    /// Who plays the broker.
    package enum Broker: String {
        /// Starts at once and is always there.
        case standIn = "stand-in"
        /// Apache Kafka: for what can only be said of it. See `hasKafka`.
        case kafka
    }

    /// Apache Kafka can run here (`KAFKA_HOME`, Java): for `.enabled(if:)`.
    package static let hasKafka = ProcessInfo.processInfo.environment["SUPERVISION_KAFKA"] == "yes"

    /// What an operator chooses for one.
    package struct Options {
        package var broker = Broker.standIn
        /// The stand-in keeps its topics over a kill, as Apache Kafka always does.
        package var isDurable = false
        /// Broker and database are started.
        package var isStarted = true
        /// The services begin at this moment and see the time that the test sets (`clock`), and what is posted arrives
        /// when the test says. The days come from there: `CLOCK=system`.
        package var begins: Moment?
        /// Bytes of memory for data (heap, stacks and buffers) that a service may have (`RLIMIT_DATA`); who asks for
        /// more gets none, and dies of it.
        package var dataBytesMax: Int?
        /// Another checkout of the code, whose programs (`.build/debug`) and scripts are run; nil: this one's.
        package var checkout: URL?
        /// The services whose schemas are made.
        package var migrated = Platform.services
        /// Settings of all services beside the usual.
        package var settings: [String: String] = [:]

        package init() {}
    }

    /// The services' programs, as Package.swift lists them.
    package static let services = ProcessInfo.processInfo.environment["SUPERVISION_SERVICES", default: ""]
        .split(separator: " ").map(String.init)
    /// Their schemas, which are also their roles and the first words of their topics.
    package static let schemas = services.map { String($0.prefix { $0 != "-" }) }

    package let directory: URL
    /// The time that services see, if the test moves it.
    package let clock: MovedClock?
    private let options: Options
    private var processes: [ServiceProcess] = []
    private var database: Connection?
    private var posted = 0

    package init(_ options: Options = Options()) throws {
        let environment = ProcessInfo.processInfo.environment
        guard let tests = environment["SUPERVISION_TESTS"] else { throw TestFailure("run this by deploy/local test") }
        self.options = options
        directory = URL(fileURLWithPath: tests).appending(path: "platform-\(UUID().uuidString.prefix(8).lowercased())")
        try FileManager.default.createDirectory(
            at: directory.appending(path: "public"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            at: directory.appending(path: "notices"), withIntermediateDirectories: true)
        clock = try options.begins.map { [directory] in try MovedClock(in: directory, at: $0) }
        guard options.isStarted else { return }
        try servers("start")
        for service in options.migrated { try migrate(service) }
        // Of two clocks the broker's stamp would be the other one.
        if clock == nil { try console("topics", "create") } else { try console("topics", "create", "--create-time") }
    }

    deinit {
        for process in processes where process.isRunning {
            process.signal(SIGCONT)
            process.stop()
        }
        try? servers("stop")
    }

    // MARK: Servers

    /// A verb of `deploy/local servers`: start, stop, kill-broker, start-broker, kill-database, start-database,
    /// back-up, restore (of the database).
    package func servers(_ verb: String) throws {
        var environment = ProcessInfo.processInfo.environment
        environment["KAFKA_BROKERS"] = nil
        environment["DATABASE_URL"] = nil
        environment["BROKER"] = options.broker.rawValue
        environment["BROKER_STORAGE"] = options.isDurable ? "durable" : "memory"
        let script =
            options.checkout?.appending(path: "deploy/local")
            ?? URL(fileURLWithPath: environment["SUPERVISION_LOCAL", default: ""])
        let result = try run(script, ["servers", verb, directory.path], environment: environment)
        guard result.status == 0 else { throw TestFailure("servers \(verb): \(result.errors)") }
    }

    /// A line of the file in which `deploy/local` says how to reach its servers.
    private func address(_ name: String) -> String {
        let text = (try? String(contentsOf: directory.appending(path: "environment"), encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name)=") }
        return line.map { String($0.dropFirst(name.count + 1)).replacingOccurrences(of: "'", with: "") } ?? ""
    }

    package var brokers: String { address("KAFKA_BROKERS") }

    /// The database as a role; services have a role of their own.
    package func databaseURL(as role: String) -> String {
        address("DATABASE_URL").replacingOccurrences(of: "owner@", with: "\(role)@")
    }

    private func connection() throws -> Connection {
        let connection =
            try database
            ?? Connection(url: databaseURL(as: "owner"), applicationName: "test", statementTimeoutMilliseconds: 60_000)
        database = connection
        return connection
    }

    /// A statement, as the owner.
    package func execute(_ sql: String) throws { try connection().script(sql) }

    /// The SQLSTATE with which a role may not do something; nil if it may.
    package func refusal(of sql: String, as role: String) throws -> String? {
        let connection = try Connection(
            url: databaseURL(as: role), applicationName: "test", statementTimeoutMilliseconds: 60_000)
        do {
            try connection.script(sql)
            return nil
        } catch {
            return error.sqlState?.description
        }
    }

    /// One text a row of a query.
    package func query(_ sql: String) throws -> [String] {
        try connection().query(Statement("select (asked.*)::text from (\(sql)) asked"), []).map { row in
            row.string(0).trimmingCharacters(in: ["(", ")"]).replacingOccurrences(of: "\"", with: "")
        }
    }

    /// A connection that was lost is made anew.
    package func forgetConnection() { database = nil }

    // MARK: Programs

    /// What a service finds in its environment.
    package func environment(_ service: String, _ settings: [String: String] = [:]) -> [String: String] {
        let role = service.prefix { $0 != "-" }
        // The durable stand-in reads from another server and answers with what it has found when the wait is over: of
        // 65 partitions, the last would never come. (Apache Kafka waits only if there is nothing.)
        let fetchWait = options.isDurable ? "500" : options.broker == .kafka ? "50" : "5"
        let own = [
            "KAFKA_BROKERS": brokers, "DATABASE_URL": databaseURL(as: String(role)),
            "DISTRICT_DIRECTORY": Qianjiang.directory.path,
            "CALENDAR_DIRECTORY": Qianjiang.calendars.path, "CLOCK": clock == nil ? "events" : "system",
            "SESSION_TIMEOUT_MS": "2000",
            "FETCH_WAIT_MS": fetchWait, "FETCH_CHECK": options.broker == .standIn ? "on" : "off",
            "MERGE_WAIT_MS": "100",
            "PUBLIC_DIRECTORY": directory.appending(path: "public").path,
            "NOTICE_DIRECTORY": directory.appending(path: "notices").path,
            "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH", default: ""],
        ]
        return own.merging(options.settings) { $1 }.merging(settings) { $1 }.filter { !$0.value.isEmpty }
    }

    private func program(_ name: String) -> URL {
        let own = URL(fileURLWithPath: ProcessInfo.processInfo.environment["SUPERVISION_BIN", default: ""])
        return (options.checkout?.appending(path: ".build/debug") ?? own).appending(path: name)
    }

    /// Runs a program of the platform to its end.
    package func runProgram(
        _ name: String, _ arguments: [String], settings: [String: String] = [:], input: [UInt8]? = nil
    ) throws -> CommandResult {
        try run(program(name), arguments, environment: environment(name, settings), input: input)
    }

    /// Runs a line of a shell in which a service's program is found by its name.
    package func runShell(_ line: String, settings: [String: String]) throws -> CommandResult {
        let folder = program("").path
        return try run(
            URL(fileURLWithPath: "/bin/sh"), ["-c", "PATH=\(folder):$PATH; \(line)"],
            environment: environment("registry", settings))
    }

    /// Brings a service's schema up to date, as the owner.
    package func migrate(_ service: String) throws {
        let result = try runProgram(service, ["migrate"], settings: ["DATABASE_URL": databaseURL(as: "owner")])
        guard result.status == 0 else { throw TestFailure("\(service) migrate: \(result.errors)") }
    }

    /// A command of the console that must succeed.
    @discardableResult
    package func console(_ arguments: String..., input: [UInt8]? = nil) throws -> CommandResult {
        try runForPeople("console", arguments, input: input)
    }

    /// The simulator, which must end well.
    package func simulator(_ arguments: String...) throws -> CommandResult { try runForPeople("simulator", arguments) }

    private func runForPeople(_ program: String, _ arguments: [String], input: [UInt8]? = nil) throws -> CommandResult {
        let result = try runProgram(
            program, arguments, settings: ["DATABASE_URL": databaseURL(as: "owner")], input: input)
        guard result.status == 0 else {
            throw TestFailure("\(program) \(arguments.joined(separator: " ")): \(result.errors)")
        }
        return result
    }

    /// Starts a process of a service; it may not be ready yet. Its log goes to a file, if not elsewhere.
    @discardableResult
    package func start(_ service: String, _ settings: [String: String] = [:], errors: FileHandle? = nil) throws
        -> ServiceProcess
    {
        let number = processes.count { $0.name == service }
        let seen = environment(service, settings).merging(clock?.environment ?? [:]) { $1 }
        let process = try ServiceProcess(
            service, program: program(service), environment: seen, directory: directory,
            file: "\(service)-\(number)", dataBytesMax: options.dataBytesMax, errors: errors)
        processes.append(process)
        return process
    }

    /// The latest process of a service, if it runs.
    package func running(_ service: String) -> ServiceProcess? { processes.last { $0.name == service && $0.isRunning } }

    /// Starts services and waits until they are ready.
    @discardableResult
    package func startAll(_ services: [String] = services, _ settings: [String: String] = [:]) throws
        -> [ServiceProcess]
    {
        let started = try services.map { try start($0, settings) }
        for process in started { try process.waitUntilReady() }
        return started
    }

    /// Ends all services as an operator would.
    package func stopAll() {
        for process in processes where process.isRunning { process.stop() }
    }

    // MARK: Events

    /// Posts events as a poster, each with an id of its own, unless one is given. They arrive now, as the clock of the
    /// test says, or at the moment given.
    package func post<Event: EventData>(
        _ events: [Event], by poster: String, at time: Moment, arriving: Moment? = nil, id: String? = nil
    ) throws {
        try send(
            events.map { data in
                posted += 1
                return Post(data, by: poster, at: time, id: id ?? "\(poster)-\(posted)", arriving: arriving)
            })
    }

    /// Posts in this order.
    package func send(_ posts: [Post]) throws {
        let producer = try Producer(
            ProducerConfiguration(brokers: brokers, clientId: "test", idempotence: !options.isDurable))
        for post in posts {
            try producer.send(
                topic: post.topic, key: post.key, payload: post.payload,
                timestampMilliseconds: (post.arriving ?? clock?.now)?.milliseconds)
        }
        let report = try producer.finish(timeoutMilliseconds: 60_000)
        if let failure = report.failures.first { throw failure.error }
    }

    /// Opens a day (replay).
    package func announce(_ text: String) throws {
        try post([DayAnnounced(day: day(text))], by: "clock", at: .start(of: day(text)), id: "announced-\(text)")
    }

    /// Everything on a topic, as texts.
    package func messages(_ topic: String) throws -> [String] { try console("tail", topic).lines }
}
