import EscrowRules
import Model
import Support

@testable import Simulator

/// A year's escrow part in memory: what the generator and the participants post goes through escrow's rules, without
/// topics and tables. The registry's and the list's words are made from the cast.
struct Rehearsal {
    /// What was refused, with the event.
    struct Refused {
        var type: String
        var reason: Reason
        var detail: String
        var day: Day
    }

    private struct Event {
        var head: EventHead
        var command: Command
        var poster: Identifier
    }

    let profile: Profile
    private(set) var year: Year
    private(set) var participants: Participants
    private(set) var state = State()
    private(set) var refused: [Refused] = []
    private(set) var facts: [(day: Day, fact: Fact)] = []
    /// Everything that was posted to escrow.
    private(set) var posted: [Posting] = []
    private var waiting: [String: [(event: Event, until: Day)]] = [:]
    private var seen: Set<String> = []
    private var today: Day

    init(_ profile: Profile) throws {
        self.profile = profile
        year = try Year(profile, Qianjiang.calendar)
        participants = Participants(year, Qianjiang.calendar)
        today = profile.from
        var days: [(day: Day, postings: [Posting])] = []
        while let (day, postings) = year.next() {
            var others: [Posting] = []
            for posting in postings {
                if Participants.topics.contains(posting.topic) {
                    participants.plan(posting, on: day)
                } else {
                    others.append(posting)
                }
            }
            days.append((day, others))
        }
        for (day, others) in days { try live(day, others) }
    }

    private mutating func live(_ day: Day, _ others: [Posting]) throws {
        today = day
        let first = facts.count
        open(day, try Qianjiang.calendar.isWorking(day))
        for snapshot in snapshots(day) { tell(.accounts(.follow(snapshot)), "registry") }
        if let listed = year.cast.listed, day == profile.listed.adding(days: 9) {
            tell(
                .accounts(
                    .restrict(
                        EntrySnapshot(
                            entry: "B002", institution: listed.id, status: .listed, conduct: "c", basis: "b",
                            decisionNumber: "1", authority: "education",
                            listedOn: day, expiresOn: day.adding(days: 1_000)))), "blacklist")
        }
        let postings = try participants.posts(for: day) + others
        for posting in postings.enumerated().sorted(by: { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) })
            .map(\.element)
        {
            guard posting.topic.hasPrefix("escrow.intake.") else { continue }
            posted.append(posting)
            guard let (head, command) = try? Self.events.decode(posting.payload),
                seen.insert("\(head.source) \(head.id)").inserted
            else { continue }
            take(Event(head: head, command: command, poster: Identifier(known: head.source)))
        }
        try participants.hear(messages(of: facts[first...]), on: day)
    }

    private mutating func open(_ day: Day, _ isWorking: Bool) {
        for (key, events) in waiting {
            for late in events where late.until < day {
                if case .tuition(.pay(let payment)) = late.event.command {
                    tell(.tuition(.suspend(payment)), "bank")
                } else {
                    refused.append(
                        Refused(
                            type: late.event.head.type.description, reason: .referenceUnknown,
                            detail: "\(key) \(late.event.head.time)", day: day))
                }
            }
            waiting[key] = events.filter { $0.until >= day }
        }
        tell(.dayOpened(DayOpened(day: day, workingDay: isWorking)), "registry")
    }

    /// What the registry says of institutions on the day after it happened.
    private func snapshots(_ day: Day) -> [InstitutionSnapshot] {
        year.cast.institutions.filter(\.charges).compactMap { institution in
            let status: InstitutionStatus
            switch institution.fate {
            case .transforms(let date) where date.adding(days: 1) == day: status = .transformed
            case .absconds(let date) where date.adding(days: 1) == day: status = .absconded
            case .leaves(let date, _) where date.adding(days: 1) == day: status = .deregistering
            default:
                guard day == profile.from.adding(days: 33) else { return nil }
                status = .operating
            }
            return InstitutionSnapshot(
                institution: institution.id, name: institution.name, grid: institution.grid, township: "T",
                status: status, category: .nonAcademic, since: day)
        }
    }

    // MARK: Deciding

    private mutating func tell(_ command: Command, _ poster: Identifier) {
        let head = EventHead(
            id: "\(poster) \(today) \(facts.count)", source: poster.description, type: "test.told.v1",
            time: .start(of: today))
        take(Event(head: head, command: command, poster: poster))
    }

    private mutating func take(_ event: Event) {
        let circumstances = Circumstances(
            poster: event.poster, time: event.head.time, today: today, policy: Qianjiang.policy,
            calendar: Qianjiang.calendar)
        do throws(Refusal) {
            let made = try decide(event.command, state, circumstances)
            for fact in made {
                evolve(&state, fact, on: today)
                facts.append((today, fact))
            }
            for key in made.compactMap(Self.provided) {
                for late in waiting.removeValue(forKey: key.description) ?? [] { take(late.event) }
            }
        } catch {
            switch error {
            case .refused(let reason, let detail):
                refused.append(
                    Refused(type: event.head.type.description, reason: reason, detail: detail.description, day: today))
            case .awaits(let key): waiting[key.description, default: []].append((event, today.adding(days: 7)))
            }
        }
    }

    private static func provided(_ fact: Fact) -> ReferenceKey? {
        switch fact {
        case .accounts(.institutionChanged(let institution, from: nil, _, _)): .institution(institution)
        case .accounts(.accountOpened(let account)): .account(account.institution)
        case .tuition(.coursePublished(let course)): .course(course.institution, course.course)
        case .tuition(.paymentAccepted(let enrolment, _)): .enrolment(enrolment.id)
        case .tuition(.lessonHeld(let id, _)): .lesson(id.enrolment, id.lesson)
        case .families(.refundRequested(let refund)): .refund(refund.id)
        case .bank(.instructed(let instruction, _)): .instruction(instruction.id)
        case .watch(.alertChanged(let alert)) where alert.status == .clue: .alert(alert.id)
        default: nil
        }
    }

    /// What the participants hear.
    private func messages(of facts: ArraySlice<(day: Day, fact: Fact)>) -> [[UInt8]] {
        facts.enumerated().compactMap { number, entry in
            func event<D: FactData>(_ data: D) -> [UInt8] {
                let time = Moment.start(of: entry.day).adding(milliseconds: Int64(number))
                return CloudEvent(
                    id: "\(number)", source: "escrow", type: D.type, subject: data.subject, time: time, data: data
                ).encoded()
            }
            switch entry.fact {
            case .bank(.instructed(let order, _)) where order.status == .sent:
                return event(
                    PaymentInstructed(
                        instruction: order.id, institution: order.institution, account: order.account,
                        purpose: order.purpose, payee: order.payee,
                        amountFen: order.amount, validThrough: order.validThrough))
            case .watch(.alertChanged(let alert)):
                return event(
                    AlertChanged(
                        alert: alert.id, institution: alert.institution, rule: alert.rule, level: alert.level,
                        status: alert.status, detail: alert.detail))
            case .bank(.statementReconciled(let statement, _, _, _)): return event(statement)
            case .families(.claimsSettled(let claims, _, _)): return event(claims)
            default: return nil
            }
        }
    }

    private static let events = EventDecoder<Command>([
        AccountOpened.type: EventDecoder.entry(AccountOpened.self) { .accounts(.openAccount($0)) },
        ReleaseModeAssigned.type: EventDecoder.entry(ReleaseModeAssigned.self) { .accounts(.assignMode($0)) },
        DepositReceived.type: EventDecoder.entry(DepositReceived.self) { .accounts(.receiveDeposit($0)) },
        DepositReleased.type: EventDecoder.entry(DepositReleased.self) { .accounts(.releaseDeposit($0)) },
        AccountFrozen.type: EventDecoder.entry(AccountFrozen.self) { .accounts(.freeze($0)) },
        AccountUnfrozen.type: EventDecoder.entry(AccountUnfrozen.self) { .accounts(.unfreeze($0)) },
        CoursePublished.type: EventDecoder.entry(CoursePublished.self) { .tuition(.publishCourse($0)) },
        PaymentReceived.type: EventDecoder.entry(PaymentReceived.self) { .tuition(.pay($0)) },
        LessonHeld.type: EventDecoder.entry(LessonHeld.self) { .tuition(.holdLesson($0)) },
        LessonConfirmed.type: EventDecoder.entry(LessonConfirmed.self) { .tuition(.confirmLesson($0)) },
        LessonDisputed.type: EventDecoder.entry(LessonDisputed.self) { .tuition(.disputeLesson($0)) },
        LessonDecided.type: EventDecoder.entry(LessonDecided.self) { .tuition(.decideLesson($0)) },
        LessonCancelled.type: EventDecoder.entry(LessonCancelled.self) { .tuition(.cancelLesson($0)) },
        EnrolmentTransferred.type: EventDecoder.entry(EnrolmentTransferred.self) { .tuition(.transferEnrolment($0)) },
        RefundRequested.type: EventDecoder.entry(RefundRequested.self) { .families(.requestRefund($0)) },
        RefundAnswered.type: EventDecoder.entry(RefundAnswered.self) { .families(.answerRefund($0)) },
        RefundDecided.type: EventDecoder.entry(RefundDecided.self) { .families(.decideRefund($0)) },
        ClaimFiled.type: EventDecoder.entry(ClaimFiled.self) { .families(.fileClaim($0)) },
        RemainderDistributed.type: EventDecoder.entry(RemainderDistributed.self) {
            .families(.distributeRemainder($0))
        },
        InstructionAnswered.type: EventDecoder.entry(InstructionAnswered.self) { .bank(.answerInstruction($0)) },
        StatementReceived.type: EventDecoder.entry(StatementReceived.self) { .bank(.receiveStatement($0)) },
        DifferenceCleared.type: EventDecoder.entry(DifferenceCleared.self) { .bank(.clearDifference($0)) },
        AlertIdentified.type: EventDecoder.entry(AlertIdentified.self) { .watch(.identifyAlert($0)) },
        AlertWarned.type: EventDecoder.entry(AlertWarned.self) { .watch(.warnAlert($0)) },
        AlertAnswered.type: EventDecoder.entry(AlertAnswered.self) { .watch(.answerAlert($0)) },
        AlertClosed.type: EventDecoder.entry(AlertClosed.self) { .watch(.closeAlert($0)) },
    ])
}
