import EscrowRules
import Model

/// Makes of a command one that nobody means: numbers at the ends of their types, zero and below, ids that are
/// another's, and days of other centuries.
struct HostileCommands {
    var random: SeededGenerator

    private mutating func number() -> Int { random.pick([.min, .max, -1, 0, 1, 2, 10_000, 1 << 31, 1 << 40]) }

    private mutating func fen() -> Fen {
        Fen(random.pick([.min, .max, -1, 0, 1, 999_999_999_999, 1_000_000_000_000, 1_000_000_000_001]))
    }

    private static let days = [
        "0001-01-01", "1900-01-01", "1999-12-31", "2000-01-01", "2020-02-29", "2024-12-31", "2199-12-31", "2200-01-01",
        "9999-12-31",
    ].map { EscrowRulesTests.day($0) }

    mutating func day(near today: Day) -> Day? {
        random.once(in: 3) ? nil : random.once(in: 2) ? today.adding(days: random.pick([-40, -1, 1])) : anyDay()
    }

    private mutating func anyDay() -> Day { random.pick(Self.days) }

    /// One that is used for something of another kind or of another institution, or is no id at all.
    private mutating func id() -> Identifier {
        let number = Int.random(in: 0...40, using: &random)
        let text = random.pick([
            "/", "e\(number)", "r\(number)", "\(institution)", "\(institution)-\(number)", "e1/1",
            "e\(number)/unconsumed",
            "caf\u{e9}", "cafe\u{301}", "deposit", String(repeating: "x", count: 300),
        ])
        return Identifier(known: text)
    }

    private mutating func maybe<Value>(_ value: Value, _ other: (inout Self) -> Value) -> Value {
        random.once(in: 4) ? other(&self) : value
    }

    private mutating func anyone(_ id: USCC) -> USCC { maybe(id) { $0.random.pick(RandomCommands.institutions) } }

    mutating func twist(_ command: Command) -> Command {
        switch command {
        case .tuition(.publishCourse(let data)): .tuition(.publishCourse(twist(data)))
        case .tuition(.pay(let data)): .tuition(.pay(twist(data)))
        case .tuition(.suspend(let data)): .tuition(.suspend(twist(data)))
        case .tuition(.holdLesson(let data)):
            .tuition(
                .holdLesson(
                    LessonHeld(
                        institution: anyone(data.institution), course: maybe(data.course) { $0.id() },
                        lesson: maybe(data.lesson) { $0.number() },
                        roll: maybe(data.roll) {
                            $0.random.pick([[], data.roll + data.roll, [$0.id()], [$0.id(), $0.id()]])
                        })))
        case .tuition(.cancelLesson(let data)):
            .tuition(
                .cancelLesson(
                    LessonCancelled(
                        institution: anyone(data.institution), course: data.course,
                        lesson: maybe(data.lesson) { $0.number() })))
        case .families(.requestRefund(let data)):
            .families(
                .requestRefund(
                    RefundRequested(
                        refund: maybe(data.refund) { $0.id() }, enrolment: maybe(data.enrolment) { $0.id() },
                        institution: anyone(data.institution), cause: data.cause)))
        case .tuition(.transferEnrolment(let data)):
            .tuition(
                .transferEnrolment(
                    EnrolmentTransferred(
                        enrolment: maybe(data.enrolment) { $0.id() }, institution: anyone(data.institution),
                        toInstitution: anyone(data.toInstitution), toEnrolment: id())))
        case .watch(.warnAlert(let data)):
            .watch(.warnAlert(AlertWarned(institution: anyone(data.institution), alert: data.alert, due: anyDay())))
        case .accounts(.restrict(let data)):
            .accounts(
                .restrict(
                    EntrySnapshot(
                        entry: id(), institution: data.institution, status: data.status, conduct: "-", basis: "-",
                        decisionNumber: "-", authority: "-", listedOn: anyDay(), expiresOn: anyDay())))
        default: twistMoney(command)
        }
    }

    private mutating func twistMoney(_ command: Command) -> Command {
        switch command {
        case .bank(.receiveStatement(let data)): .bank(.receiveStatement(twist(data)))
        case .accounts(.receiveDeposit(let data)):
            .accounts(
                .receiveDeposit(
                    DepositReceived(
                        institution: anyone(data.institution), reference: maybe(data.reference) { $0.id() },
                        amountFen: maybe(data.amountFen) { $0.fen() })))
        case .accounts(.releaseDeposit(let data)):
            .accounts(.releaseDeposit(DepositReleased(institution: anyone(data.institution), amountFen: fen())))
        case .accounts(.assignMode(let data)):
            .accounts(
                .assignMode(
                    ReleaseModeAssigned(institution: data.institution, mode: data.mode, depositMinimumFen: fen())))
        case .families(.fileClaim(let data)):
            .families(
                .fileClaim(
                    ClaimFiled(
                        institution: anyone(data.institution), claim: maybe(data.claim) { $0.id() }, rank: data.rank,
                        amountFen: maybe(data.amountFen) { $0.fen() })))
        case .bank(.answerInstruction(let data)):
            .bank(
                .answerInstruction(
                    InstructionAnswered(
                        instruction: maybe(data.instruction) { $0.id() }, institution: anyone(data.institution),
                        answer: data.answer)))
        default: command
        }
    }

    private mutating func twist(_ data: CoursePublished) -> CoursePublished {
        CoursePublished(
            institution: anyone(data.institution), course: id(), name: "-", online: data.online,
            starts: maybe(data.starts) { $0.anyDay() }, ends: maybe(data.ends) { $0.anyDay() },
            lessons: maybe(data.lessons) { $0.number() }, hoursPerLesson: maybe(data.hoursPerLesson) { $0.number() },
            hourFen: maybe(data.hourFen) { $0.fen() }, passDayFen: maybe(data.passDayFen) { $0.fen() },
            seats: maybe(data.seats) { $0.number() },
            slots: maybe(data.slots) {
                [LessonSlot(weekday: $0.number(), from: $0.number(), through: $0.number())]
            })
    }

    private mutating func twist(_ data: PaymentReceived) -> PaymentReceived {
        PaymentReceived(
            enrolment: maybe(data.enrolment) { $0.id() }, institution: anyone(data.institution),
            pupil: maybe(data.pupil) { $0.id() }, guardian: data.guardian, course: data.course,
            hours: maybe(data.hours) { $0.number() }, pass: maybe(data.pass) { $0.random.pick([nil, true, false]) },
            giftHours: maybe(data.giftHours) { $0.number() },
            courseStarts: maybe(data.courseStarts) { $0.anyDay() }, courseEnds: maybe(data.courseEnds) { $0.anyDay() },
            amountFen: maybe(data.amountFen) { $0.fen() }, reference: maybe(data.reference) { $0.id() },
            method: data.method,
            contract: maybe(data.contract) { Contract(template: "-", withdrawalDays: $0.number(), voidTerms: []) },
            transferredFrom: data.transferredFrom)
    }

    private mutating func twist(_ data: StatementReceived) -> StatementReceived {
        var lines = data.lines
        if random.once(in: 2), !lines.isEmpty { lines.append(lines[0]) }
        lines.append(
            StatementLine(
                reference: id(), kind: random.pick(StatementLineKind.allCases),
                amountFen: maybe(Fen(1)) { $0.fen() }))
        let sum = lines.reduce(data.openingFen.rawValue) { $0 &+ $1.amountFen.rawValue }
        return StatementReceived(
            institution: anyone(data.institution), account: data.account, day: maybe(data.day) { $0.anyDay() },
            openingFen: data.openingFen, lines: lines, closingFen: maybe(Fen(sum)) { $0.fen() })
    }
}
