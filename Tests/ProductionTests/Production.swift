import Model
import Support
import Testing

/// The platform as operators run it, `CLOCK=system` and two processes of every service, through the days of the diary.
final class Production {
    let platform: Platform
    private let clock: MovedClock
    private var running: [String: [ServiceProcess]] = [:]
    /// Posts so far, by service.
    private var posted: [String: Int] = [:]

    init() throws {
        var options = Platform.Options()
        options.begins = Diary.hour(9, of: 0)
        platform = try Platform(options)
        clock = try #require(platform.clock)
        try start(Platform.services)
    }

    // MARK: Services

    /// Starts services; waits until they are ready.
    func start(_ services: [String]) throws {
        for service in services { running[service] = [try platform.start(service), try platform.start(service)] }
        for service in services { for process in running[service] ?? [] { try process.waitUntilReady() } }
    }

    /// Ends services as an operator would.
    func stop(_ services: [String]) {
        for service in services { for process in running.removeValue(forKey: service) ?? [] { process.stop() } }
    }

    /// Kills the process of each service that takes the events; another one is started in its place.
    func killLeaders() throws {
        for (service, processes) in running {
            for process in processes where process.health != "standing by" {
                process.killAtOnce()
                running[service]?.removeAll { !$0.isRunning }
                running[service]?.append(try platform.start(service))
            }
        }
    }

    /// What the process of a service that takes the events says of itself; nil if none runs.
    func health(_ service: String) -> String? { running[service]?.map(\.health).first { $0 != "standing by" } }

    private var logs: String {
        "\(running.mapValues { $0.map { $0.log.suffix(2) } })"
    }

    // MARK: Days

    /// Days on which all is well: each opens, what is posted on it is taken, and the next one comes.
    func live(_ numbers: ClosedRange<Int>) throws {
        for number in numbers {
            try clock.set(Diary.hour(9, of: number))
            try open(number)
            try post(number)
            try taken()
        }
    }

    /// Days on which something does not run: what is posted waits on its topics.
    func miss(_ numbers: ClosedRange<Int>) throws {
        for number in numbers {
            try clock.set(Diary.hour(9, of: number))
            try post(number)
        }
    }

    /// Every service comes to this day, and takes all that was posted.
    func catchUp(to number: Int) throws {
        try open(number)
        try taken()
    }

    /// The clock of the machine is put back by a day, and people go on posting.
    func setBack(from number: Int) throws {
        try clock.set(Diary.hour(15, of: number - 1))
        try send(Diary.whileSetBack(to: number - 1, at: Diary.hour(14, of: number - 1)))
        try taken()
        try open(number)
    }

    private func post(_ number: Int) throws {
        guard number < Diary.days else { return }
        try send(Diary.posts(of: number, at: Diary.hour(8, of: number)))
    }

    private func send(_ posts: [Post]) throws {
        for post in posts { posted[String(post.topic.prefix { $0 != "." }), default: 0] += 1 }
        try platform.send(posts)
    }

    private func open(_ number: Int) throws {
        let expected = Diary.day(number).description
        try eventually("day \(number), \(expected), is open everywhere") {
            try platform.days().values.allSatisfy { $0 == expected }
        } seen: {
            "\((try? platform.days()) ?? [:]); \(logs)"
        }
    }

    private func taken() throws {
        try eventually("all that was posted is taken") {
            try posted.allSatisfy { service, count in try platform.taken("\(service).intake.%", by: service) == count }
        } seen: {
            "\(posted); \(logs)"
        }
    }
}

extension Platform {

    /// The day of each service.
    func days() throws -> [String: String] {
        var days: [String: String] = [:]
        for schema in Platform.schemas { days[schema] = try query("select today from \(schema).loop_day").first }
        return days
    }

    /// Messages that a service has taken of topics.
    func taken(_ topics: String, by schema: String) throws -> Int {
        let sum = "select coalesce(sum(next_offset), 0) from \(schema).loop_partitions where topic like '\(topics)'"
        return Int(try query(sum).first ?? "") ?? -1
    }

    /// Waits until every service has published all its facts and taken all those of the others.
    func settle() throws {
        try eventually("all facts are published and taken") {
            let waiting = try Platform.schemas.contains {
                try !query("select 1 from \($0).loop_outbox limit 1").isEmpty
            }
            guard !waiting else { return false }
            let topics = try query(
                Platform.schemas.map {
                    """
                    select topic from \($0).loop_partitions
                    where topic not like '%.intake.%' and topic <> 'calendar.closed'
                    """
                }.joined(separator: " union "))
            return try topics.allSatisfy { topic in
                let count = try messages(topic).count
                return try Platform.schemas.allSatisfy { schema in
                    let taken = try taken(topic, by: schema)
                    return try taken == count
                        || query("select 1 from \(schema).loop_partitions where topic = '\(topic)'").isEmpty
                }
            }
        }
    }
}
