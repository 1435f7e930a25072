import InspectionRules
import Model
import Testing

struct FindingTests {
    /// A finding is recorded on this day; the last working day on which its rectification is in time.
    struct Term: Sendable {
        let found: String
        let due: String
        let overdue: String
    }

    // 2022: Spring Festival from Monday 31 January to Sunday 6 February; Saturday 29 and Sunday 30 January are make-up
    // days.
    @Test(arguments: [
        Term(found: "2022-01-10", due: "2022-01-29", overdue: "2022-01-30"),
        Term(found: "2022-01-11", due: "2022-01-30", overdue: "2022-01-31"),
        Term(found: "2022-01-12", due: "2022-02-07", overdue: "2022-02-08"),
        Term(found: "2022-01-24", due: "2022-02-17", overdue: "2022-02-18"),
        Term(found: "2022-02-01", due: "2022-02-25", overdue: "2022-02-26"),
    ])
    func `a rectification is in time through the 15th working day, over Spring Festival too (R3.40)`(term: Term) throws
    {
        var district = try found(on: term.found)
        #expect(district.state.findings["F-1"]?.due == day(term.due))
        #expect(try district.open(term.due).isEmpty)
        var inTime = district
        try inTime.tell(rectified(), by: "institutions", on: term.due)
        #expect(try inTime.open(term.overdue).isEmpty)

        let facts = try district.open(term.overdue)
        guard case .findings(.rectificationOverdue(let finding))? = facts.first, facts.count == 1 else {
            Issue.record("the term is over: \(facts)")
            return
        }
        #expect(finding.isOverdue && finding.termsOverdue == 1 && finding.due == day(term.due))
        #expect(try district.open("2022-03-01").isEmpty, "it is said once")
    }

    @Test(arguments: [("2022-01-29", false), ("2022-01-30", true)])
    func `a rectification is in time by the day on which it is posted`(arrival: String, isOverdue: Bool) throws {
        var district = try found(on: "2022-01-10")
        let facts = try district.tell(rectified(), by: "institutions", on: "2022-01-29", arrival: arrival)
        #expect(facts.count == (isOverdue ? 2 : 1))
        #expect(district.state.findings["F-1"]?.state == .reported)
        #expect(district.state.findings["F-1"]?.isOverdue == isOverdue)
        #expect(try district.open("2022-02-20").isEmpty, "it is said once")
    }

    @Test func `a finding's term begins when it is posted, whatever time it gives itself`() throws {
        var district = try found(on: "2022-01-10")
        try district.tell(breach("F-2"), by: taskForce[0], on: "2022-01-10", arrival: "2022-01-12")
        #expect(district.state.findings["F-2"]?.due == day("2022-02-07"))
    }

    @Test func `terms go by in a year without a calendar file as in any other`() throws {
        var district = try found(on: "2022-01-10")
        #expect(try district.open("2031-01-01").count == 1)
    }

    @Test func `a finding opens with its department and due day`() throws {
        let district = try found(on: "2022-01-10")
        let expected = Finding(
            id: "F-1", inspection: "J-1", institution: first, department: taskForce[0], category: .fee,
            severity: .serious,
            due: day("2022-01-29"))
        #expect(district.state.findings["F-1"] == expected)
    }

    /// What is said on 20 January after these steps.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var before: [(Command, Identifier)] = []
        let command: Command
        var poster = taskForce[0]
        var on = "2022-01-20"
        let outcome: Refusal.Kind
    }

    private static let reported: [(Command, Identifier)] = [(rectified(), "institutions")]
    private static let closed = [(rectified(), "institutions"), (checked(accepted: true), taskForce[0])]
    private static let reopened = [(rectified(), "institutions"), (checked(accepted: false), taskForce[0])]

    @Test(arguments: [
        Row(testDescription: "another id", command: breach("F-2"), outcome: .accepted),
        Row(testDescription: "a known id", command: breach(), outcome: .refused(.alreadyExists)),
        Row(
            testDescription: "in an unknown inspection", command: breach("F-2", inspection: "J-9"),
            outcome: .awaits(.inspection("J-9"))),
        Row(
            testDescription: "at an institution that is not on the plan", command: breach("F-2", at: stranger),
            outcome: .refused(.notScheduled)),
        Row(
            testDescription: "at an institution that was not looked at", command: breach("F-2", at: second),
            outcome: .awaits(.look("J-1", at: second))),
        Row(
            testDescription: "by a department that did not attend", command: breach("F-2"), poster: taskForce[5],
            outcome: .awaits(.attendance("J-1", by: taskForce[5]))),
        Row(
            testDescription: "by a department out of turn", command: breach("F-2"), poster: "weather",
            outcome: .refused(.departmentNotInTaskForce)),
        Row(
            testDescription: "due in a year without a calendar file", command: breach("F-2"), on: "2022-12-20",
            outcome: .refused(.calendarYearMissing)),
    ])
    func `a finding is recorded by a department that attended, at an institution that was looked at`(row: Row) throws {
        try check(row)
    }

    @Test(arguments: [
        Row(testDescription: "an open finding", command: rectified(), poster: "institutions", outcome: .accepted),
        Row(
            testDescription: "an unknown one", command: rectified("F-9"), poster: "institutions",
            outcome: .awaits(.finding("F-9"))),
        Row(
            testDescription: "another institution's", command: rectified(by: second), poster: "institutions",
            outcome: .refused(.stateForbids)),
        Row(
            testDescription: "twice", before: reported, command: rectified(), poster: "institutions",
            outcome: .refused(.stateForbids)),
        Row(
            testDescription: "a closed one", before: closed, command: rectified(), poster: "institutions",
            outcome: .refused(.stateForbids)),
        Row(
            testDescription: "again after a check that it did not pass", before: reopened, command: rectified(),
            poster: "institutions",
            outcome: .accepted),
    ])
    func `an institution reports the rectification of an open finding`(row: Row) throws { try check(row) }

    @Test(arguments: [
        Row(testDescription: "a reported one", before: reported, command: checked(accepted: true), outcome: .accepted),
        Row(
            testDescription: "by another department of the task force", before: reported,
            command: checked(accepted: true),
            poster: taskForce[7], outcome: .accepted),
        Row(
            testDescription: "by a department out of turn", before: reported, command: checked(accepted: true),
            poster: "weather",
            outcome: .refused(.departmentNotInTaskForce)),
        Row(testDescription: "not reported", command: checked(accepted: true), outcome: .refused(.stateForbids)),
        Row(
            testDescription: "closed", before: closed, command: checked(accepted: true),
            outcome: .refused(.stateForbids)),
        Row(
            testDescription: "an unknown one", command: checked("F-9", accepted: true),
            outcome: .awaits(.finding("F-9"))),
        Row(
            testDescription: "of another institution", before: reported, command: checked(of: second, accepted: true),
            outcome: .refused(.stateForbids)),
    ])
    func `a department of the task force checks what is reported`(row: Row) throws { try check(row) }

    @Test func `a check that is not passed opens the finding for another term, which can be overdue too`() throws {
        var district = try found(on: "2022-01-10")
        #expect(try district.open("2022-01-30").count == 1)
        try district.tell(rectified(), by: "institutions", on: "2022-02-07")
        let facts = try district.tell(checked(accepted: false), by: taskForce[0], on: "2022-02-08")
        guard case .findings(.findingReopened(let finding))? = facts.first else {
            Issue.record("the finding is open again: \(facts)")
            return
        }
        #expect(
            finding.state == .open && finding.due == day("2022-03-01") && !finding.isOverdue
                && finding.termsOverdue == 1)
        #expect(try district.open("2022-03-01").isEmpty)
        #expect(try district.open("2022-03-02").count == 1)
        #expect(district.state.findings["F-1"]?.termsOverdue == 2)
    }

    @Test func `after the due day a rectification is still taken, and the term stays overdue`() throws {
        var district = try found(on: "2022-01-10")
        try district.open("2022-01-30")
        try district.tell(rectified(), by: "institutions", on: "2022-02-07")
        let facts = try district.tell(checked(accepted: true), by: taskForce[0], on: "2022-02-08")
        guard case .findings(.findingClosed(let finding))? = facts.first else {
            Issue.record("the finding is closed: \(facts)")
            return
        }
        #expect(finding.isOverdue && finding.state == .closed)
        #expect(try district.open("2022-06-01").isEmpty)
    }

    /// Inspection J-1 on the day, both institutions on the plan, the first looked at, finding F-1.
    private func found(on text: String) throws -> District {
        var district = try District()
        try district.tell(plan(on: text, of: [first, second]), on: "2022-01-03")
        for department in taskForce.prefix(2) { try district.tell(attendance(), by: department, on: text) }
        try district.tell(look(), by: taskForce[0], on: text)
        try district.tell(breach(), by: taskForce[0], on: text)
        try district.open(day(text).adding(days: 1).description)
        return district
    }

    private func check(_ row: Row) throws {
        var district = try found(on: "2022-01-10")
        for (command, poster) in row.before { try district.tell(command, by: poster, on: "2022-01-18") }
        #expect(Refusal.Kind(district.refusal(row.command, by: row.poster, on: row.on)) == row.outcome)
    }
}
