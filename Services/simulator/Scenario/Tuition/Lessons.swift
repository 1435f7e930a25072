import Model

/// Every roll call of the year, and what guardians say to it.
struct Lessons {
    /// Whose names are called.
    enum Roll: Sendable, Hashable {
        /// All of the class who are there.
        case all
        /// A lesson is made up: those who were there on that day, and still are.
        case again(Day)
        /// It is made up for one pupil, whose dispute was right.
        case one(Int)
    }

    struct Call: Sendable {
        /// By its number among the classes.
        var of: Int
        var lesson: Int
        var roll: Roll
    }

    /// What a guardian says of a lesson.
    struct Answer: Sendable {
        var enrolment: Int32
        var lesson: Int16
        var isDispute: Bool
        /// Said on the day of the lesson, after it.
        var isSameDay: Bool
    }

    private(set) var calls: [Day: [Call]] = [:]
    private(set) var cancellations: [Day: [(of: Int, lesson: Int)]] = [:]
    private(set) var answers: [Day: [Answer]] = [:]
    private(set) var decisions: [Day: [(enrolment: Int, lesson: Int, taught: Bool)]] = [:]

    private let tuition: Profile.Tuition
    private let seed: UInt64

    init(_ profile: Profile, _ year: Classes) {
        (tuition, seed) = (profile.tuition, profile.seed)
        for (number, made) in year.classes.enumerated() {
            for (lesson, day) in made.taught { hold(number, made, lesson, day, year.enrolments) }
        }
    }

    /// Enrolments on the roll of a call.
    func roll(of call: Call, on day: Day, _ year: Classes) -> [Identifier] {
        if case .one(let pupil) = call.roll { return [year.enrolments[pupil].id] }
        return year.classes[call.of].pupils.map { year.enrolments[$0] }.filter { pupil in
            guard case .again(let first) = call.roll else { return pupil.isTaught(on: day) }
            return pupil.isTaught(on: first) && pupil.isTaught(on: day)
        }.map(\.id)
    }

    private mutating func hold(_ number: Int, _ made: SchoolClass, _ lesson: Int, _ day: Day, _ enrolments: [Enrolment])
    {
        var random = Random(seed: seed, "lesson \(made.course)", lesson)
        calls[day, default: []].append(Call(of: number, lesson: lesson, roll: .all))
        // Rolls of the first lessons may wait for a payment that comes late: they are neither cancelled nor disputed.
        let isSettled = lesson > 4
        let madeUp =
            isSettled && made.stops == nil && random.happens(perTenThousand: tuition.cancelled)
            ? day.adding(days: random.pick(5...8)) : nil
        if let madeUp {
            cancellations[day.adding(days: 2), default: []].append((number, lesson))
            calls[madeUp, default: []].append(Call(of: number, lesson: lesson, roll: .again(day)))
        }
        for pupil in made.pupils where enrolments[pupil].isTaught(on: day) {
            var random = Random(seed: seed, "answer \(enrolments[pupil].id)", lesson)
            let mayDispute = isSettled && madeUp == nil && made.stops == nil
            if mayDispute, random.happens(perTenThousand: tuition.disputed),
                dispute(pupil, number, lesson, day, enrolments[pupil], &random)
            {
                continue
            }
            guard !random.happens(perTenThousand: tuition.silent) else { continue }
            confirm(pupil, lesson, day, enrolments[pupil], &random, cancelled: madeUp.map { _ in day.adding(days: 2) })
            if let madeUp, enrolments[pupil].isTaught(on: madeUp) {
                confirm(pupil, lesson, madeUp, enrolments[pupil], &random)
            }
        }
    }

    /// Most guardians answer within three days, unless the lesson is cancelled before.
    private mutating func confirm(
        _ pupil: Int, _ lesson: Int, _ day: Day, _ enrolment: Enrolment, _ random: inout Random, cancelled: Day? = nil
    ) {
        let answered = day.adding(days: random.pick([0, 0, 0, 0, 0, 1, 1, 1, 2, 3]))
        guard enrolment.isTaught(on: answered), cancelled.map({ answered < $0 }) ?? true else { return }
        answer(pupil, lesson, on: answered, isSameDay: answered == day)
    }

    /// The commission finds that the lesson was taught, or not: then it is made up. False if the pupil will not be
    /// there so long.
    private mutating func dispute(
        _ pupil: Int, _ number: Int, _ lesson: Int, _ day: Day, _ enrolment: Enrolment, _ random: inout Random
    ) -> Bool {
        let disputed = day.adding(days: random.pick(1...3))
        let decided = disputed.adding(days: random.pick(7...10))
        let madeUp = decided.adding(days: 4)
        guard enrolment.away == nil else { return false }
        answer(pupil, lesson, on: disputed, isDispute: true)
        let taught = random.happens(perTenThousand: 6_000)
        decisions[decided, default: []].append((pupil, lesson, taught))
        guard !taught else { return true }
        calls[madeUp, default: []].append(Call(of: number, lesson: lesson, roll: .one(pupil)))
        answer(pupil, lesson, on: madeUp.adding(days: 1))
        return true
    }

    private mutating func answer(
        _ pupil: Int, _ lesson: Int, on day: Day, isDispute: Bool = false, isSameDay: Bool = false
    ) {
        answers[day, default: []].append(
            Answer(enrolment: Int32(pupil), lesson: Int16(lesson), isDispute: isDispute, isSameDay: isSameDay))
    }
}
