import InspectionRules
import Model
import Testing

struct InspectionTests {
    /// One rule: what was told before, what is told now by whom on which day, and what comes of it.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var before: [(Command, Identifier)] = []
        let command: Command
        var poster: Identifier = "education"
        var on = "2022-01-10"
        let outcome: Refusal.Kind
    }

    @Test(arguments: [
        Row(
            testDescription: "a campaign twice",
            command: .inspections(
                .openCampaign(
                    CampaignOpened(campaign: "C-1", title: "title", from: day("2022-01-01"), through: day("2022-01-01"))
                )),
            outcome: .refused(.alreadyExists)),
        Row(
            testDescription: "a campaign that ends before it begins",
            command: .inspections(
                .openCampaign(
                    CampaignOpened(campaign: "C-2", title: "title", from: day("2022-01-02"), through: day("2022-01-01"))
                )),
            outcome: .refused(.dataInvalid)),
        Row(
            testDescription: "a campaign of one day",
            command: .inspections(
                .openCampaign(
                    CampaignOpened(campaign: "C-2", title: "title", from: day("2022-01-02"), through: day("2022-01-02"))
                )),
            outcome: .accepted),
        Row(testDescription: "on the campaign's first day", command: plan(on: "2022-01-01"), outcome: .accepted),
        Row(testDescription: "on its last day", command: plan(on: "2022-02-28"), outcome: .accepted),
        Row(testDescription: "on the day before it", command: plan(on: "2021-12-31"), outcome: .refused(.notScheduled)),
        Row(testDescription: "on the day after it", command: plan(on: "2022-03-01"), outcome: .refused(.notScheduled)),
        Row(
            testDescription: "of an unknown campaign", command: plan(campaign: "C-9"),
            outcome: .awaits(.campaign("C-9"))),
        Row(
            testDescription: "of an unknown institution", command: plan(of: [first, stranger]),
            outcome: .awaits(.institution(stranger))),
        Row(testDescription: "of no institution", command: plan(of: []), outcome: .refused(.dataInvalid)),
        Row(
            testDescription: "of one institution twice", command: plan(of: [first, first]),
            outcome: .refused(.dataInvalid)),
        Row(
            testDescription: "planned twice", before: [(plan(), "education")], command: plan(),
            outcome: .refused(.alreadyExists)),
    ])
    func `a joint inspection is planned within its campaign`(row: Row) throws { try check(row) }

    @Test(arguments: [
        Row(testDescription: "two officers", command: attendance(), poster: taskForce[0], outcome: .accepted),
        Row(
            testDescription: "one officer (R3.10)", command: attendance(officers: 1), poster: taskForce[0],
            outcome: .refused(.officersTooFew)),
        Row(
            testDescription: "a department that is not of the task force", command: attendance(), poster: "weather",
            outcome: .refused(.departmentNotInTaskForce)),
        Row(
            testDescription: "a department that is not listed", command: attendance(), poster: "unlisted",
            outcome: .refused(.departmentNotInTaskForce)),
        Row(
            testDescription: "on the day before", command: attendance(), poster: taskForce[0], on: "2022-01-09",
            outcome: .refused(.notScheduled)),
        Row(
            testDescription: "reported on a later day", command: attendance(), poster: taskForce[0], on: "2022-01-12",
            outcome: .accepted),
        Row(
            testDescription: "twice", before: [(attendance(), taskForce[0])], command: attendance(),
            poster: taskForce[0],
            outcome: .refused(.alreadyExists)),
        Row(
            testDescription: "of an unknown inspection", command: attendance("J-9"), poster: taskForce[0],
            outcome: .awaits(.inspection("J-9"))),
    ])
    func `a department of the task force attends once, with two officers`(row: Row) throws {
        try check(row, planned: true)
    }

    @Test(arguments: [
        Row(
            testDescription: "by a department that attended", before: [(attendance(), taskForce[0])], command: look(),
            poster: taskForce[0], outcome: .accepted),
        Row(
            testDescription: "before its attendance is read", command: look(), poster: taskForce[0],
            outcome: .awaits(.attendance("J-1", by: taskForce[0]))),
        Row(
            testDescription: "by a department when only another attended", before: [(attendance(), taskForce[1])],
            command: look(),
            poster: taskForce[0], outcome: .awaits(.attendance("J-1", by: taskForce[0]))),
        Row(
            testDescription: "not on the plan", before: [(attendance(), taskForce[0])], command: look(at: second),
            poster: taskForce[0], outcome: .refused(.notScheduled)),
        Row(
            testDescription: "on the day before", before: [(attendance(), taskForce[0])], command: look(),
            poster: taskForce[0],
            on: "2022-01-09", outcome: .refused(.notScheduled)),
        Row(
            testDescription: "by a department out of turn", command: look(), poster: "weather",
            outcome: .refused(.departmentNotInTaskForce)),
        Row(
            testDescription: "twice by the same", before: [(attendance(), taskForce[0]), (look(), taskForce[0])],
            command: look(),
            poster: taskForce[0], outcome: .refused(.alreadyExists)),
        Row(
            testDescription: "by another department too",
            before: [(attendance(), taskForce[0]), (look(), taskForce[0]), (attendance(), taskForce[1])],
            command: look(),
            poster: taskForce[1], outcome: .accepted),
        Row(
            testDescription: "in an unknown inspection", command: look("J-9"), poster: taskForce[0],
            outcome: .awaits(.inspection("J-9"))),
    ])
    func `an institution on the plan is looked at by a department that attended`(row: Row) throws {
        try check(row, planned: true)
    }

    @Test func `a closed institution may be on the plan, and is noted`() throws {
        var district = try District()
        try district.tell(.inspections(.copyInstitution(snapshot(second, .deregistered))), on: "2022-01-02")
        guard
            case .inspections(.inspectionScheduled(_, let closed))? = try district.tell(
                plan(of: [first, second]), on: "2022-01-03"
            )
            .first
        else {
            Issue.record("the inspection is planned")
            return
        }
        #expect(closed == [second])
    }

    @Test(arguments: [(0, false), (1, false), (2, true), (12, true)])
    func `an inspection is held if two departments attended, and this is said once on the day after`(
        count: Int, isHeld: Bool
    )
        throws
    {
        var district = try District()
        try district.tell(plan(of: [first, second]), on: "2022-01-03")
        for department in taskForce.prefix(count).reversed() {
            try district.tell(attendance(), by: department, on: "2022-01-10")
        }
        if count > 0 { try district.tell(look(), by: taskForce[0], on: "2022-01-10") }
        #expect(try district.open("2022-01-10").isEmpty)
        let held = InspectionHeld(
            inspection: "J-1", campaign: "C-1", day: day("2022-01-10"), departments: Array(taskForce.prefix(count)),
            institutions: 1)
        #expect(
            try district.open("2022-01-11") == [
                isHeld ? .inspections(.inspectionHeld(held)) : .inspections(.inspectionNotHeld("J-1"))
            ])
        #expect(try district.open("2022-01-12").isEmpty)
    }

    @Test func `a late attendance can still make an inspection joint, once`() throws {
        var district = try District()
        try district.tell(plan(), on: "2022-01-03")
        try district.tell(attendance(), by: taskForce[1], on: "2022-01-10")
        #expect(try district.open("2022-01-11") == [.inspections(.inspectionNotHeld("J-1"))])
        let held = InspectionHeld(
            inspection: "J-1", campaign: "C-1", day: day("2022-01-10"), departments: Array(taskForce.prefix(2)),
            institutions: 0)
        #expect(
            try district.tell(attendance(), by: taskForce[0], on: "2022-01-12").contains(
                .inspections(.inspectionHeld(held))))
        #expect(try district.tell(attendance(), by: taskForce[2], on: "2022-01-12").count == 1)
        #expect(try district.open("2022-01-13").isEmpty)
    }

    @Test func `inspections are judged in the order of their ids, whatever the days that were skipped`() throws {
        var district = try District()
        for id: Identifier in ["J-3", "J-1", "J-2"] { try district.tell(plan(id), on: "2022-01-03") }
        #expect(
            try district.open("2022-02-01")
                == (["J-1", "J-2", "J-3"] as [Identifier]).map { .inspections(.inspectionNotHeld($0)) })
    }

    private func check(_ row: Row, planned: Bool = false) throws {
        var district = try District()
        if planned { try district.tell(plan(), on: "2022-01-03") }
        for (command, poster) in row.before { try district.tell(command, by: poster, on: "2022-01-10") }
        let refusal = district.refusal(row.command, by: row.poster, on: row.on)
        #expect(Refusal.Kind(refusal) == row.outcome)
    }
}

extension Refusal {
    /// What came of a command, without the text.
    enum Kind: Sendable, Hashable {
        case accepted
        case refused(Reason)
        case awaits(ReferenceKey)

        init(_ refusal: Refusal?) {
            self =
                switch refusal {
                case nil: .accepted
                case .refused(let reason, _)?: .refused(reason)
                case .awaits(let key)?: .awaits(key)
                }
        }
    }
}
