import EscrowRules
import Model

/// SplitMix64: the same numbers from the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True once in so many times.
    mutating func once(in times: Int) -> Bool { Int.random(in: 0..<times, using: &self) == 0 }

    mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &self)] }
}

/// Any command about a few institutions, courses and families: many of them wrong, early or late.
struct RandomCommands {
    var random: SeededGenerator
    /// What facts named, so that commands find it.
    private var enrolments: [USCC: [Identifier]] = [:]
    private var rolls: [(institution: USCC, course: Identifier, lesson: Int, roll: [Identifier])] = []
    private var refunds: [(id: Identifier, institution: USCC)] = []
    private var instructions: [(id: Identifier, institution: USCC)] = []
    private var alerts: [(id: Identifier, institution: USCC)] = []
    private var entries: [USCC: [(reference: Identifier, account: BankAccount, fen: Int64)]] = [:]
    private var statuses: [USCC: InstitutionStatus] = [:]
    private var number = 0

    static let institutions = [institution, other, third]
    private static let third = USCC.make(prefix17: "91500114MA5U00001") ?? institution
    private static let courses: [Identifier] = ["music", "chess", "football", "late"]

    init(seed: UInt64) { random = SeededGenerator(state: seed) }

    /// What the world learns from a fact.
    mutating func note(_ fact: Fact) {
        switch fact {
        case .tuition(.paymentAccepted(let enrolment, _)):
            enrolments[enrolment.institution, default: []].append(enrolment.id)
            entries[enrolment.institution, default: []].append((enrolment.reference, .fee, enrolment.paid.rawValue))
        case .tuition(.paymentSuspended(let payment, _)):
            entries[payment.institution, default: []].append((payment.reference, .fee, payment.amountFen.rawValue))
        case .accounts(.depositReceived(let deposit, _)):
            entries[deposit.institution, default: []].append((deposit.reference, .deposit, deposit.amountFen.rawValue))
        case .bank(.instructionPaid(let instruction, _)):
            entries[instruction.institution, default: []].append(
                (instruction.id, instruction.account, -instruction.amount.rawValue))
        case .families(.refundRequested(let refund)): refunds.append((refund.id, refund.institution))
        case .bank(.instructed(let instruction, _)):
            if instruction.status == .sent { instructions.append((instruction.id, instruction.institution)) }
        case .watch(.alertChanged(let alert)): alerts.append((alert.id, alert.institution))
        case .accounts(.institutionChanged(let id, _, let status, _)): statuses[id] = status
        default: break
        }
    }

    /// The first words about every institution, in an order of chance.
    mutating func opening() -> [Command] {
        var commands: [Command] = []
        for id in Self.institutions {
            commands.append(
                .accounts(.follow(snapshot(.operating, of: id, random.pick([nil, .academic, .nonAcademic])))))
            commands.append(.accounts(.openAccount(AccountOpened(institution: id, bank: "bank"))))
            commands.append(
                .accounts(.assignMode(ReleaseModeAssigned(institution: id, mode: random.pick(ReleaseMode.allCases)))))
            for name in Self.courses.dropLast() { commands.append(publish(name, id)) }
        }
        return commands.shuffled(using: &random)
    }

    private mutating func publish(_ name: Identifier, _ id: USCC) -> Command {
        let hours = random.pick([1, 1, 2, 3])
        return .tuition(
            .publishCourse(
                course(
                    name, at: id, starts: "2022-01-01", ends: "2023-06-30", lessons: 60 / hours, hoursPerLesson: hours,
                    hourFen: random.pick([100, 7_001, 20_000]),
                    passDayFen: random.pick([nil, 100, 3_333]))))
    }

    mutating func next(_ book: Book) -> Command {
        let id = random.pick(Self.institutions)
        if statuses[id]?.isClosed == true, !random.once(in: 4) { return afterTheEnd(id, book) }
        switch Int.random(in: 0..<1_000, using: &random) {
        case 0..<200: return .tuition(.pay(pay(id, book)))
        case 200..<400: return hold(id, book)
        case 400..<520: return answerLesson()
        case 520..<560: return decideLesson()
        case 560..<590: return cancel()
        case 590..<650: return .families(.requestRefund(refund(id)))
        case 650..<720: return answerRefund(id)
        case 720..<890: return answerInstruction(book)
        case 890..<930: return bankSays(id, book)
        case 930..<960: return alert(book.today)
        default: return rare(id, book)
        }
    }

    // MARK: Families

    private mutating func name() -> Identifier {
        number += 1
        return "\(number)"
    }

    private mutating func known(at id: USCC) -> Identifier {
        guard let known = enrolments[id], !random.once(in: 40) else {
            return "e\(Int.random(in: 0..<9, using: &random))"
        }
        // Mostly of the latest: they are alive.
        let recent = known.suffix(random.once(in: 4) ? known.count : 30)
        return recent[Int.random(in: recent.startIndex..<recent.endIndex, using: &random)]
    }

    /// One that still learns, if chance finds one.
    private mutating func alive(at id: USCC, _ book: Book) -> Identifier {
        for _ in 0..<6 {
            let enrolment = known(at: id)
            if book.state.enrolments[enrolment].map({ !$0.isRepaid && $0.purchase.open > 0 }) ?? false {
                return enrolment
            }
        }
        return known(at: id)
    }

    private mutating func pay(_ id: USCC, _ book: Book) -> PaymentReceived {
        let name = random.once(in: 30) ? known(at: id) : "e\(name())"
        let (course, today) = (random.pick(Self.courses), book.today)
        let price = book.state.courses[CourseID(id, course)]?.hourPrice.rawValue ?? 100
        let isPass = random.once(in: 5)
        let some =
            random.once(in: 60)
            ? random.pick([.max, .min, 0]) : Int.random(in: 1...random.pick([6, 31]), using: &random)
        let hours = isPass && !random.once(in: 30) ? 0 : some
        let fen: Int64 =
            switch Int.random(in: 0..<12, using: &random) {
            case 0: .random(in: -3...500_100, using: &random)
            case 1: random.pick([.max, .min, 0, 1, 2, 500_000, 500_001])
            default: .random(in: 1...max(1, price * Int64(isPass ? 20 : hours.clamped)), using: &random)
            }
        let starts = today.adding(days: random.pick([-30, -1, 0, 0, 0, 0, 0, 3, random.pick([31, 32])]))
        return payment(
            name, at: id, pupil: "p\(Int.random(in: 0..<random.pick([20, 2_000]), using: &random))", course: course,
            hours: hours,
            pass: isPass ? true : random.pick([nil, nil, false]),
            gift: isPass ? nil : random.pick([nil, nil, nil, 0, 3, random.once(in: 4) ? -1 : 1]),
            fen: fen, starts: starts,
            ends: starts.adding(days: random.pick([0, 20, 60, 60, 60, 85, random.pick([90, 91, 93])])),
            reference: random.once(in: 4) ? Identifier(known: "ref-\(name)") : nil,
            method: random.pick([nil, .card, .mobile, random.once(in: 10) ? .loan : .cash]),
            contract: random.once(in: 25)
                ? nil
                : Contract(
                    template: "2021", withdrawalDays: random.pick([0, 0, 10, random.once(in: 10) ? .max : 3]),
                    voidTerms: random.once(in: 30) ? [.noRefund] : []),
            from: random.once(in: 20) ? "elsewhere" : nil)
    }

    private mutating func hold(_ id: USCC, _ book: Book) -> Command {
        let enrolment = alive(at: id, book)
        let course = book.state.enrolments[enrolment]?.course.course ?? random.pick(Self.courses)
        var roll = [enrolment]
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let mate = alive(at: id, book)
            if book.state.enrolments[mate]?.course.course == course, !roll.contains(mate) || random.once(in: 20) {
                roll.append(mate)
            }
        }
        let lesson = random.once(in: 30) ? random.pick([0, 61, .max, .min]) : Int.random(in: 1...14, using: &random)
        rolls.append((id, course, lesson, roll))
        return .tuition(.holdLesson(LessonHeld(institution: id, course: course, lesson: lesson, roll: roll)))
    }

    /// A lesson of a recent roll call.
    private mutating func called() -> (enrolment: Identifier, institution: USCC, course: Identifier, lesson: Int) {
        guard !rolls.isEmpty else { return ("e", institution, "music", 1) }
        let back = min(rolls.count, random.once(in: 5) ? rolls.count : 40)
        let call = rolls[rolls.count - 1 - Int.random(in: 0..<back, using: &random)]
        let at = random.once(in: 60) ? random.pick(Self.institutions) : call.institution
        return (random.pick(call.roll), at, call.course, call.lesson)
    }

    private mutating func answerLesson() -> Command {
        let call = called()
        return random.once(in: 5)
            ? .tuition(
                .disputeLesson(
                    LessonDisputed(enrolment: call.enrolment, institution: call.institution, lesson: call.lesson)))
            : .tuition(
                .confirmLesson(
                    LessonConfirmed(enrolment: call.enrolment, institution: call.institution, lesson: call.lesson)))
    }

    private mutating func decideLesson() -> Command {
        let call = called()
        return .tuition(
            .decideLesson(
                LessonDecided(
                    enrolment: call.enrolment, institution: call.institution, lesson: call.lesson,
                    taught: .random(using: &random))))
    }

    private mutating func cancel() -> Command {
        let call = called()
        return .tuition(
            .cancelLesson(LessonCancelled(institution: call.institution, course: call.course, lesson: call.lesson)))
    }

    private mutating func refund(_ id: USCC) -> RefundRequested {
        RefundRequested(
            refund: random.once(in: 20) ? "r\(Int.random(in: 1...number + 1, using: &random))" : "r\(name())",
            enrolment: known(at: id), institution: id,
            cause: random.pick([nil, .withoutReason, .institution, .consumer]))
    }

    private mutating func answerRefund(_ id: USCC) -> Command {
        let refund =
            refunds.isEmpty ? ("r", id) : refunds[max(0, refunds.count - 1 - Int.random(in: 0..<20, using: &random))]
        if random.once(in: 2) {
            return .families(
                .answerRefund(RefundAnswered(refund: refund.0, institution: refund.1, agreed: !random.once(in: 3))))
        }
        return .families(
            .decideRefund(
                RefundDecided(
                    refund: refund.0, institution: refund.1, upheld: !random.once(in: 3),
                    cause: random.pick([nil, .withoutReason, .institution, .consumer]))))
    }

    // MARK: Bank and commission

    /// Mostly about one that waits.
    private mutating func answerInstruction(_ book: Book) -> Command {
        var told = bank(.paid, "none")
        for _ in 0..<8 where !instructions.isEmpty {
            let index = Int.random(in: 0..<instructions.count, using: &random)
            let instruction = instructions[index]
            let verdict = random.pick([BankAnswer.accepted, .paid, .paid, .paid, .paid, .paid, .returned])
            let waits = book.state.instructions[instruction.id]?.status.isPending ?? false
            if !waits || verdict != .accepted { instructions.swapAt(index, instructions.count - 1) }
            if !waits || verdict != .accepted, !random.once(in: 20) { instructions.removeLast() }
            told = bank(verdict, instruction.id, at: instruction.institution)
            if waits { break }
        }
        return told
    }

    private mutating func bankSays(_ id: USCC, _ book: Book) -> Command {
        guard random.once(in: 2) else { return statement(id, book) }
        let fen: Int64 =
            random.once(in: 30) ? random.pick([.max, .min, 0, -1]) : .random(in: 1...200_000, using: &random)
        return .accounts(
            .receiveDeposit(DepositReceived(institution: id, reference: "d\(name())", amountFen: Fen(fen))))
    }

    private mutating func statement(_ id: USCC, _ book: Book) -> Command {
        let account = random.pick(BankAccount.allCases)
        let opening = book.state.statements[BankAccountID(id, account)]?.closing.rawValue ?? 0
        var lines: [StatementLine] = []
        for entry in entries[id, default: []].suffix(12) where entry.account == account && !random.once(in: 5) {
            lines.append(
                StatementLine(
                    reference: entry.reference, kind: .entry, amountFen: Fen(entry.fen + (random.once(in: 20) ? 1 : 0)))
            )
        }
        if random.once(in: 3) {
            let fen: Int64 =
                random.once(in: 40) ? random.pick([.max, .min, 0]) : random.pick([-3_000, -50, 20, 700, -1])
            lines.append(
                StatementLine(
                    reference: "x\(name())", kind: random.pick([.entry, .fee, .interest, .interest]),
                    amountFen: Fen(fen)))
        }
        let closing = lines.reduce(opening) { $0 &+ $1.amountFen.rawValue } &+ (random.once(in: 20) ? 1 : 0)
        return .bank(
            .receiveStatement(
                StatementReceived(
                    institution: id, account: account, day: book.today,
                    openingFen: Fen(random.once(in: 30) ? .max : opening), lines: lines,
                    closingFen: Fen(closing))))
    }

    private mutating func alert(_ today: Day) -> Command {
        guard !alerts.isEmpty else { return .watch(.closeAlert(AlertClosed(institution: institution, alert: "none"))) }
        let (alert, known) = alerts[max(0, alerts.count - 1 - Int.random(in: 0..<4, using: &random))]
        let institution = random.once(in: 30) ? random.pick(Self.institutions) : known
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            return .watch(
                .identifyAlert(AlertIdentified(institution: institution, alert: alert, real: !random.once(in: 3))))
        case 1:
            return .watch(.warnAlert(AlertWarned(institution: institution, alert: alert, due: today.adding(days: 5))))
        case 2: return .watch(.answerAlert(AlertAnswered(institution: institution, alert: alert, answer: "answer")))
        default: return .watch(.closeAlert(AlertClosed(institution: institution, alert: alert)))
        }
    }

    private mutating func rare(_ id: USCC, _ book: Book) -> Command {
        let fen: Int64 =
            random.once(in: 20) ? random.pick([.max, .min, 0, -1]) : .random(in: 1...150_000, using: &random)
        switch Int.random(in: 0..<44, using: &random) {
        case 0..<3: return .accounts(.freeze(AccountFrozen(institution: id, cause: "cause")))
        case 3..<10: return .accounts(.unfreeze(AccountUnfrozen(institution: id)))
        case 10..<16:
            return .accounts(
                .assignMode(
                    ReleaseModeAssigned(
                        institution: id, mode: random.pick(ReleaseMode.allCases),
                        depositMinimumFen: random.pick([nil, Fen(fen)]))))
        case 16..<20: return .accounts(.releaseDeposit(DepositReleased(institution: id, amountFen: Fen(fen))))
        case 20..<22: return publish(random.pick(Self.courses), id)
        case 22..<25:
            let entries = book.state.bankEntries.ids.sorted()
            guard let entry = entries.first else { return .accounts(.unfreeze(AccountUnfrozen(institution: id))) }
            return .bank(
                .clearDifference(
                    DifferenceCleared(
                        institution: entry.account.institution, account: entry.account.account,
                        reference: entry.reference,
                        explanation: "seen")))
        case 25..<30:
            return .tuition(
                .transferEnrolment(
                    EnrolmentTransferred(
                        enrolment: known(at: id), institution: id, toInstitution: random.pick(Self.institutions),
                        toEnrolment: "e\(name())")))
        case 30..<36: return afterTheEnd(id, book)
        case 36..<38: return restriction(id, book.today)
        case 38..<39: return .tuition(.suspend(pay(id, book)))
        case 39..<41: return .accounts(.openAccount(AccountOpened(institution: id, bank: "another")))
        default: return .accounts(.follow(step(id)))
        }
    }

    /// What is said of an institution that is closed.
    private mutating func afterTheEnd(_ id: USCC, _ book: Book) -> Command {
        switch Int.random(in: 0..<24, using: &random) {
        case 0:
            let fen: Int64 =
                random.once(in: 10) ? random.pick([.max, .min, 0]) : .random(in: 1...90_000, using: &random)
            return .families(
                .fileClaim(
                    ClaimFiled(
                        institution: id, claim: "c\(name())", rank: random.pick(ClaimRank.allCases), amountFen: Fen(fen)
                    )))
        case 1: return cancel()
        case 2..<4: return bankSays(id, book)
        case 4..<10: return .families(.requestRefund(refund(id)))
        case 10..<14: return answerRefund(id)
        case 14..<20: return answerInstruction(book)
        default: return .families(.distributeRemainder(RemainderDistributed(institution: id)))
        }
    }

    private mutating func restriction(_ id: USCC, _ today: Day) -> Command {
        .accounts(
            .restrict(
                EntrySnapshot(
                    entry: "entry", institution: id, status: random.pick([.listed, .removed, .expired]),
                    conduct: "conduct",
                    basis: "basis", decisionNumber: "1",
                    authority: "education", listedOn: today, expiresOn: today.adding(days: 3))))
    }

    /// What the registry may say of an institution next; who is gone does not come back.
    private mutating func step(_ id: USCC) -> InstitutionSnapshot {
        let next: [InstitutionStatus] =
            switch statuses[id] {
            case nil: [.surveyed, .operating]
            case .surveyed, .filed, .transforming: [.operating]
            case .operating, .transformed:
                random.once(in: 3)
                    ? [.deregistering, .absconded, .revoked] : [.operating, .transforming, .transformed]
            case .deregistering: [.deregistering, .deregistered, .absconded]
            case .revoked, .deregistered, .absconded: [statuses[id] ?? .revoked]
            }
        return snapshot(random.pick(next), of: id, random.pick([.academic, .nonAcademic]))
    }
}

extension Int {
    /// Hours that a price can be counted for.
    fileprivate var clamped: Int { Swift.min(Swift.max(self, 0), 100) }
}
