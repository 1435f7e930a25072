package import Model

/// The only way that escrow's state changes: rows by the fact, balances by the transfers that it carries, on the
/// district's day on which it takes effect.
package func evolve(_ state: inout State, _ fact: Fact, on day: Day) {
    state.apply(fact, on: day)
    state.post(fact.transfers)
}

extension State {
    /// Rules make sure that the ledger takes their transfers; if they did not, nothing is saved.
    fileprivate mutating func post(_ transfers: [Transfer]) {
        do {
            try ledger.post(transfers)
        } catch {
            isLedgerBroken = true
        }
    }

    fileprivate mutating func apply(_ fact: Fact, on day: Day) {
        switch fact {
        case .accountOpened(let account): open(account)
        case .modeAssigned(let assigned):
            institutions.change(assigned.institution) { institution in
                institution.mode = assigned.mode
                institution.depositMinimum = assigned.depositMinimumFen ?? .zero
            }
        case .depositReceived(let deposit, _):
            book(deposit.amountFen, deposit.reference, BankAccountID(deposit.institution, .deposit), on: day)
        case .frozen(let frozen): institutions.change(frozen.institution) { $0.isFrozen = true }
        case .unfrozen(let unfrozen): institutions.change(unfrozen.institution) { $0.isFrozen = false }
        case .cleared(let clearance): institutions.change(clearance.institution) { $0.isCleared = true }
        case .institutionChanged(let id, let from, let status, let category):
            if from == nil { institutions.add(Institution(status: status), as: id) }
            institutions.change(id) { ($0.status, $0.category) = (status, category) }
        case .restrictionChanged(let entry, let institution, let expiresOn):
            restrictions[institution, default: [:]][entry] = expiresOn
        case .coursePublished, .paymentAccepted, .paymentSuspended, .lessonHeld, .lessonDisputed, .lessonDropped,
            .lessonReleased,
            .lessonReversed, .passReleased, .shareReleased:
            applyTuition(fact, on: day)
        case .refundRequested, .refundAgreed, .refundDisputed, .refundClosed, .familyOwed, .claimsSettled,
            .claimsResumed, .claimShared,
            .claimFiled, .claimAwarded:
            applyFamilies(fact, on: day)
        case .instructed, .instructionAccepted, .instructionPaid, .instructionFailed, .instructionReplaced,
            .statementReconciled,
            .differenceCleared:
            applyBank(fact, on: day)
        case .alertChanged(let alert):
            if alerts[alert.id] == nil { add(alert) } else { change(alert: alert.id) { $0 = alert } }
        case .linked, .ledgerSealed, .leftForCalendar: break
        }
    }

    private mutating func open(_ account: AccountOpened) {
        institutions.change(account.institution) { $0.bank = account.bank }
        for kind in AccountKind.ofInstitutions { ledger.open(.institution(kind, account.institution)) }
    }

    private mutating func applyTuition(_ fact: Fact, on day: Day) {
        switch fact {
        case .coursePublished(let course): publish(course)
        case .paymentAccepted(let enrolment, _):
            add(enrolment)
            ledger.open(.unconsumed(enrolment.id))
            count(enrolment, open: true)
            expectTeaching(of: enrolment)
            book(enrolment.paid, enrolment.reference, BankAccountID(enrolment.institution, .fee), on: day)
        case .paymentSuspended(let payment, _):
            let account = BankAccountID(payment.institution, .fee)
            let suspension = Suspension(
                institution: payment.institution, enrolment: payment.enrolment, amount: payment.amountFen, day: day,
                reason: payment.reason)
            suspensions.add(suspension, as: BankEntryID(account, payment.reference))
            book(payment.amountFen, payment.reference, account, on: day)
        case .lessonHeld(let id, let attendance):
            if attendances[id] == nil {
                attendances.add(attendance, as: id)
            } else {
                attendances.change(id) { $0 = attendance }
            }
            change(enrolment: id.enrolment) { $0.hoursHeld += attendance.hours }
            institutions.change(attendance.institution) { institution in
                institution.openHours -= attendance.hours
                institution.lastTaught = max(institution.lastTaught ?? attendance.heldOn, attendance.heldOn)
            }
        case .lessonDisputed(let id): attendances.change(id) { $0.status = .disputed }
        case .lessonDropped(let id):
            let hours = attendances[id]?.hours ?? 0
            attendances.change(id) { $0.status = .cancelled }
            change(enrolment: id.enrolment) { $0.hoursHeld -= hours }
            openAgain(hours, of: id.enrolment)
        case .lessonReleased(let lesson, let hours, let due, _):
            attendances.change(AttendanceID(lesson.enrolment, lesson.lesson)) {
                ($0.status, $0.amount) = (.confirmed, lesson.amountFen)
            }
            teach(lesson.enrolment, hours, lesson.amountFen, due)
            change(enrolment: lesson.enrolment) { $0.hoursHeld -= hours }
        case .lessonReversed(let lesson, let hours, let due, _):
            attendances.change(AttendanceID(lesson.enrolment, lesson.lesson)) {
                ($0.status, $0.amount) = (.cancelled, .zero)
            }
            teach(lesson.enrolment, -hours, .zero - lesson.amountFen, .zero - due)
            openAgain(hours, of: lesson.enrolment)
        case .passReleased(let pass, let due, let next, _):
            teach(pass.enrolment, pass.days, pass.amountFen, due)
            change(enrolment: pass.enrolment) { $0.daysDue = next }
            institutions.change(pass.institution) { $0.openHours -= pass.days }
        case .shareReleased(let enrolment, let amount, let next, _):
            change(enrolment: enrolment) { enrolment in
                enrolment.released += amount
                enrolment.shareDue = next
            }
        default: preconditionFailure("apply sends facts of tuition here")
        }
    }

    private mutating func publish(_ course: CoursePublished) {
        courses.add(
            Course(
                starts: course.starts, ends: course.ends, lessons: course.lessons,
                hoursPerLesson: course.hoursPerLesson, hourPrice: course.hourFen,
                passDayPrice: course.passDayFen, seats: course.seats), as: CourseID(course.institution, course.course))
        // A seat is taken by hours or by a pass.
        let passes = (course.passDayFen ?? .zero) * Int64(course.ends.days(since: course.starts) + 1)
        let capacity = max(course.hourFen * Int64(course.lessons * course.hoursPerLesson), passes) * Int64(course.seats)
        institutions.change(course.institution) {
            $0.capacity = min($0.capacity + min(capacity, .mostOfAccount), .mostOfAccount)
        }
    }

    /// Teaching is expected from the start of the enrolment, unless it is under way already (R1.54).
    private mutating func expectTeaching(of enrolment: Enrolment) {
        institutions.change(enrolment.institution) { institution in
            if institution.openHours == 0 {
                institution.lastTaught = max(institution.lastTaught ?? enrolment.starts, enrolment.starts)
            }
            institution.openHours += enrolment.hours
        }
    }

    /// A family leaves: nothing of its enrolment is open any more. It leaves once, in however many parts it is paid.
    private mutating func leave(_ id: Identifier) {
        guard let enrolment = enrolments[id], !enrolment.isRepaid else { return }
        if !enrolment.isFinished { count(enrolment, open: false) }
        institutions.change(enrolment.institution) {
            $0.openHours -= enrolment.hours - enrolment.hoursTaught - enrolment.hoursHeld
        }
    }

    /// A lesson does not count: its hours are to be taught again, unless the family has left.
    private mutating func openAgain(_ hours: Int, of enrolment: Identifier) {
        guard let enrolment = enrolments[enrolment], !enrolment.isRepaid else { return }
        institutions.change(enrolment.institution) { $0.openHours += hours }
    }

    /// Hours and money that count as taught, or do not any more.
    private mutating func teach(_ id: Identifier, _ hours: Int, _ amount: Fen, _ due: Fen) {
        let wasFinished = enrolments[id]?.isFinished ?? false
        change(enrolment: id) { enrolment in
            enrolment.hoursTaught += hours
            enrolment.taught += amount
            enrolment.released += due
        }
        if let enrolment = enrolments[id], enrolment.isFinished != wasFinished { count(enrolment, open: wasFinished) }
    }

    /// Fees of open enrolments (R1.41).
    private mutating func count(_ enrolment: Enrolment, open: Bool) {
        let change = open ? enrolment.paid : .zero - enrolment.paid
        institutions.change(enrolment.institution) { institution in
            institution.openFees += change
            if enrolment.mode == .deposit { institution.openDepositFees += change }
        }
    }

    private mutating func applyFamilies(_ fact: Fact, on day: Day) {
        switch fact {
        case .refundRequested(let refund):
            add(refund)
            // A pass stands still as long as nobody knows whether it goes on.
            if enrolments[refund.enrolment]?.daysDue != nil { change(enrolment: refund.enrolment) { $0.daysDue = nil } }
        case .refundAgreed(let agreed, let payBy):
            change(refund: agreed.refund) { refund in
                (refund.status, refund.payBy, refund.cause) = (.agreed, payBy, agreed.cause)
                refund.owed = agreed.principalFen + agreed.interestFen
            }
        case .refundDisputed(let disputed): change(refund: disputed.refund) { $0.status = .disputed }
        case .refundClosed(let closed):
            change(refund: closed.refund) { $0.status = RefundStatus(closed.outcome) }
            if let pass = enrolments[closed.enrolment], pass.isPass, !pass.isFinished {
                change(enrolment: pass.id) { $0.daysDue = day }
            }
        case .familyOwed(let id, let kept, let advance, _):
            leave(id)
            change(enrolment: id) { enrolment in
                enrolment.isRepaid = true
                enrolment.shareDue = nil
                enrolment.daysDue = nil
                enrolment.taught += kept
                enrolment.released = enrolment.taught + advance
            }
        case .claimsSettled(let settled, let fromDeposit, _):
            let division = Apportionment(claims: settled.claimsFen, available: settled.paidFen)
            let settlement = ClaimSettlement(
                reckonedOn: day, day: day, division: division, fromDeposit: fromDeposit)
            if settlements[settled.institution] == nil {
                settlements.add(settlement, as: settled.institution)
            } else {
                settlements.change(settled.institution) { $0 = settlement }
            }
        case .claimsResumed(let id): settlements.change(id) { $0.day = day }
        case .claimShared(let id, let claim, _): settlements.change(id) { $0.division.pass(claim) }
        case .claimFiled(let claim):
            claims.add(
                CreditorClaim(institution: claim.institution, rank: claim.rank, amount: claim.amountFen),
                as: claim.claim)
        case .claimAwarded(let claim, let amount): claims.change(claim) { $0.awarded += amount }
        default: preconditionFailure("apply sends facts of families here")
        }
    }

    private mutating func applyBank(_ fact: Fact, on day: Day) {
        switch fact {
        case .instructed(let instruction, _):
            add(instruction)
            institutions.change(instruction.institution) { $0.instructions += 1 }
        case .instructionAccepted(let id): change(instruction: id) { $0.status = .accepted }
        case .instructionPaid(let instruction, _):
            change(instruction: instruction.id) { $0.status = .paid }
            book(
                .zero - instruction.amount, instruction.id, BankAccountID(instruction.institution, instruction.account),
                on: day)
            if let refund = instruction.refund { pay(instruction.amount, of: refund) }
        case .instructionFailed(let instruction, _, _): change(instruction: instruction.id) { $0.status = .failed }
        case .instructionReplaced(let id, let recovered):
            change(instruction: id) { $0.status = .replaced }
            if recovered > .zero, let enrolment = instructions[id]?.enrolment {
                change(enrolment: enrolment) { $0.released -= recovered }
            }
        case .statementReconciled(let statement, let closing, let lines, _):
            state(statement, closing)
            for line in lines { state(line, BankAccountID(statement.institution, statement.account), on: day) }
        case .differenceCleared(let id, let explanation): bankEntries.change(id) { $0.explanation = explanation }
        default: preconditionFailure("apply sends facts of the bank here")
        }
    }

    /// A refund is repaid when the bank has paid all of it: more than one instruction may be needed.
    private mutating func pay(_ amount: Fen, of refund: Identifier) {
        change(refund: refund) { refund in
            refund.owed -= amount
            if refund.status == .agreed, refund.owed == .zero { refund.status = .repaid }
        }
    }

    // MARK: Books and bank

    /// The books know an entry of a bank account.
    private mutating func book(_ amount: Fen, _ reference: Identifier, _ account: BankAccountID, on day: Day) {
        let id = BankEntryID(account, reference)
        if bankEntries[id] == nil {
            bankEntries.add(BankEntry(book: amount, since: day), as: id)
        } else {
            bankEntries.change(id) { ($0.book, $0.explanation) = (amount, nil) }
        }
    }

    private mutating func state(_ statement: StatementReconciled, _ closing: Fen) {
        let id = BankAccountID(statement.institution, statement.account)
        let row = Statement(day: statement.day, closing: closing)
        if statements[id] == nil { statements.add(row, as: id) } else { statements.change(id) { $0 = row } }
    }

    /// A statement names an entry. What the bank charges and pays itself is in the books by the statement.
    private mutating func state(_ line: StatementLine, _ account: BankAccountID, on day: Day) {
        let id = BankEntryID(account, line.reference)
        let book = line.kind == .entry ? nil : line.amountFen
        if bankEntries[id] == nil {
            bankEntries.add(BankEntry(book: book, statement: line.amountFen, since: day), as: id)
        } else {
            bankEntries.change(id) { ($0.statement, $0.explanation) = (line.amountFen, nil) }
        }
    }
}
