import EscrowRules
import Foundation
import Model
import Testing

/// Random operations of all kinds, doubled and out of order, against the simple books of `Oracle`. `ESCROW_OPERATIONS`
/// says how many in all.
struct PropertyTests {
    static let worlds: UInt64 = 40
    static let operations = Int(ProcessInfo.processInfo.environment["ESCROW_OPERATIONS"] ?? "") ?? 200_000

    @Test(arguments: 1...worlds)
    func `absurd values, ids of others and days of other centuries stop nothing and move no fen`(seed: UInt64) throws {
        for part in 0..<max(1, UInt64(Self.operations) / Self.worlds / 2_500) {
            var world = World(seed: seed << 40 | part, isHostile: true)
            try world.run(2_500)
            try world.end()
            #expect(world.faults.isEmpty, "seed \(seed) << 40 | \(part): \(world.faults.prefix(5))")
        }
    }

    @Test(arguments: 1...worlds)
    func `whatever is said, in whatever order and however often, the books are right to the fen`(seed: UInt64) throws {
        // Small worlds, many of them: an error shows soon, and every world sees its institutions open, stop and close.
        var left = Self.operations / Int(Self.worlds)
        var (part, said) = (UInt64(0), Said())
        while left > 0 {
            let operations = min(left, 2_500)
            var world = World(seed: seed << 32 | part)
            try world.run(operations)
            #expect(world.faults.isEmpty, "seed \(seed) << 32 | \(part): \(world.faults.prefix(5))")
            guard world.faults.isEmpty else { return }
            said.add(world.said, world.oracle)
            (left, part) = (left - operations, part + 1)
        }
        #expect(said.accepted > said.refused / 4 && said.transfers > said.accepted / 4, "\(said)")
        #expect(said.awaited > 0 && said.doubled > 0, "\(said)")
    }
}

/// What became of what was said.
struct Said: CustomStringConvertible {
    var (accepted, refused, awaited, doubled, facts, transfers) = (0, 0, 0, 0, 0, 0)

    mutating func add(_ other: Said, _ oracle: Oracle) {
        accepted += other.accepted
        refused += other.refused
        awaited += other.awaited
        doubled += other.doubled
        facts += oracle.facts
        transfers += oracle.transfers
    }

    var description: String {
        "\(accepted) accepted, \(refused) refused, \(awaited) had to wait, \(doubled) doubled; \(facts) facts, "
            + "\(transfers) transfers"
    }
}

/// A district in memory, as the loop of a service would lead it: an event that awaits is tried again, one that was
/// taken is dropped when it comes again.
struct World {
    private struct Event {
        var id: Int
        var command: Command
        var until: Day
        /// What its poster says of its time, and when it arrives; nil: on the district's day.
        var time: Day?
        var arrival: Day?
    }

    private(set) var book: Book
    private(set) var oracle = Oracle()
    private(set) var said = Said()
    private(set) var faults: [String] = []
    private var commands: RandomCommands
    private var waiting: [Event] = []
    private var taken: Set<Int> = []
    private var events = 0

    /// Every fourth event has values that are absurd, extreme or somebody else's.
    let isHostile: Bool

    init(seed: UInt64, isHostile: Bool = false) {
        self.isHostile = isHostile
        commands = RandomCommands(seed: seed)
        // Days over both long holidays, and a year that ends.
        book = Book(on: commands.random.pick(["2022-01-20", "2022-03-01", "2022-09-20", "2022-12-20"]))
        book.reconciles = commands.random.once(in: 2)
    }

    mutating func run(_ operations: Int) throws {
        for command in commands.opening() { try take(event(command)) }
        var line: [Event] = []
        for operation in 1...operations where faults.isEmpty {
            if commands.random.once(in: 25) { try openDay() }
            line.append(event(commands.next(book)))
            // A few events stand in line and go in an order of chance; some go twice, and some say the same as another
            // one.
            guard line.count > 6 else { continue }
            let next = line.remove(at: Int.random(in: line.indices, using: &commands.random))
            try take(next)
            if commands.random.once(in: 12) { try take(next) }
            if commands.random.once(in: 12) { line.append(event(next.command)) }
            if operation % 1_000 == 0 { faults += oracle.faults(in: book.state) }
        }
        for event in line { try take(event) }
        faults += oracle.faults(in: book.state)
    }

    /// Some say what nobody means.
    private mutating func event(_ command: Command) -> Event {
        events += 1
        let until = book.today.adding(days: 10)
        guard isHostile, commands.random.once(in: 4) else { return Event(id: events, command: command, until: until) }
        var hostile = HostileCommands(random: commands.random)
        defer { commands.random = hostile.random }
        return Event(
            id: events, command: hostile.twist(command), until: until, time: hostile.day(near: book.today),
            arrival: hostile.day(near: book.today))
    }

    /// The calendar ends: days that nobody will see.
    mutating func end() throws {
        book.today = day("9999-12-28")
        for _ in 0..<5 { try openDay() }
        faults += oracle.faults(in: book.state)
    }

    private mutating func openDay() throws {
        note(try book.openDay(), "day:\(book.today)")
        let again = waiting
        waiting = []
        for event in again {
            if book.today <= event.until {
                try take(event)
            } else if case .tuition(.pay(let payment)) = event.command {
                try take(Event(id: event.id, command: .tuition(.suspend(payment)), until: event.until), mayWait: false)
            }
        }
    }

    private mutating func take(_ event: Event, mayWait: Bool = true) throws {
        guard !taken.contains(event.id) else {
            said.doubled += 1
            return
        }
        // The registry lets nobody come back who is gone, whatever the order of chance.
        if case .accounts(.follow(let said)) = event.command,
            book.state.institutions[said.institution]?.status.isClosed == true
        {
            return
        }
        (book.eventDay, book.arrivalDay) = (event.time, event.arrival)
        defer { (book.eventDay, book.arrivalDay) = (nil, nil) }
        do throws(Refusal) {
            let facts = try book.say(event.command)
            taken.insert(event.id)
            said.accepted += 1
            if let promise = book.state.brokenPromise { faults.append("\(event.command): not kept: \(promise)") }
            note(facts, "event:\(event.id)")
        } catch {
            switch error {
            case .refused:
                taken.insert(event.id)
                said.refused += 1
            case .awaits:
                said.awaited += 1
                if mayWait, !waiting.contains(where: { $0.id == event.id }) { waiting.append(event) }
            }
        }
    }

    private mutating func note(_ facts: [Fact], _ cause: String) {
        for fact in facts {
            if let fault = oracle.note(fact, cause: cause) { faults.append(fault) }
            commands.note(fact)
        }
    }
}
