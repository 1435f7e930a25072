import Model
import RegistryRules
import Support
import Testing

/// A registry in which commands take effect one after the other.
struct Registry {
    var state = State(clock: Clock(participants: ["registry", "escrow"]))

    /// One grid, and the institutions asked for, in these states.
    init(_ statuses: [InstitutionStatus] = []) {
        state.grids["G1"] = "城东街道"
        for (number, status) in statuses.enumerated() {
            let id = institution(number + 1)
            state.institutions[id] = Institution(
                id: id, name: "机构", address: "x", grid: "G1", township: "城东街道", status: status,
                since: day("2021-09-01"), category: .academic)
        }
    }

    @discardableResult
    mutating func tell(_ command: Command, on text: String = "2021-10-11") throws(Refusal) -> [Fact] {
        let facts = try decide(command, state, Qianjiang.circumstances(on: text))
        for fact in facts { evolve(&state, fact) }
        return facts
    }

    func status(_ number: Int = 1) -> InstitutionStatus? { state.institutions[institution(number)]?.status }
}

/// The reason of a refusal.
func reason(_ work: () throws(Refusal) -> Void) -> Reason? {
    do {
        try work()
        return nil
    } catch {
        if case .refused(let reason, _) = error { return reason }
        return nil
    }
}

@Suite struct LifeCycleTests {
    private static let one = institution(1)
    private static let survey = InstitutionSurveyed(institution: one, name: "启航", address: "x", grid: "G1")

    @Test func `an institution is surveyed, files, is found non-academic and runs`() throws {
        var registry = Registry()
        try registry.tell(.institutions(.survey(Self.survey)))
        try registry.tell(
            .institutions(.file(InstitutionFiled(institution: Self.one, selfAssessment: .academic, courses: []))))
        try registry.tell(.institutions(.decidePanel(PanelDecided(institution: Self.one, ballots: ballots("NNA")))))
        #expect(registry.status() == .operating)
        #expect(registry.state.institutions[Self.one]?.township == "城东街道")
    }

    @Test(
        arguments: [
            ("education", ["执法监管", "风险防范"], nil), ("café", [], nil), ("township:城东街道", [], .dataInvalid),
            ("91500114MA5U00000B", [], .dataInvalid), ("education", ["a,b"], .dataInvalid),
        ] as [(String, [String], Reason?)])
    func `a department is called like no township and no institution, so that it shares no folder with them`(
        id: String, groups: [String], refused: Reason?
    ) {
        var registry = Registry()
        let department = DepartmentEnrolled(
            department: Identifier(known: id), name: "某", leadingGroup: true, governanceTaskForce: true,
            taskGroups: groups.map { Line(known: $0) })
        #expect(reason { () throws(Refusal) in try registry.tell(.grids(.enrolDepartment(department))) } == refused)
    }

    @Test func `an academic institution transforms, or leaves when no tuition is left (R2.31)`() throws {
        var registry = Registry([.filed, .filed])
        for number in [1, 2] {
            try registry.tell(
                .institutions(.decidePanel(PanelDecided(institution: institution(number), ballots: ballots("AAN")))))
        }
        try registry.tell(.institutions(.completeTransformation(TransformationCompleted(institution: institution(1)))))
        try registry.tell(
            .institutions(.requestDeregistration(DeregistrationRequested(institution: institution(2), cause: .closed))))
        #expect(registry.status(1) == .transformed)
        #expect(registry.status(2) == .deregistering)
        #expect(registry.state.institutions[institution(1)]?.category == .nonAcademic)
        #expect(registry.state.institutions[institution(1)]?.surveyedCategory == .academic)
        try registry.tell(.institutions(.clear(ClearanceGiven(institution: institution(2)))))
        #expect(registry.status(2) == .deregistered)
    }

    @Test(arguments: [InstitutionStatus.operating, .surveyed, .deregistered])
    func `a clearance that nothing waits for changes nothing`(status: InstitutionStatus) throws {
        var registry = Registry([status])
        #expect(try registry.tell(.institutions(.clear(ClearanceGiven(institution: Self.one)))).isEmpty)
        #expect(registry.status() == status)
    }

    /// What each step needs: every other status refuses it (R2.30).
    private static let steps: [(name: String, command: Command, from: Set<InstitutionStatus>, to: InstitutionStatus)] =
        [
            (
                "filing",
                .institutions(.file(InstitutionFiled(institution: one, selfAssessment: .academic, courses: []))),
                [.surveyed], .filed
            ),
            (
                "panel", .institutions(.decidePanel(PanelDecided(institution: one, ballots: ballots("AAA")))), [.filed],
                .transforming
            ),
            (
                "transformation", .institutions(.completeTransformation(TransformationCompleted(institution: one))),
                [.transforming],
                .transformed
            ),
            (
                "deregistration",
                .institutions(.requestDeregistration(DeregistrationRequested(institution: one, cause: .merged))),
                [.surveyed, .filed, .operating, .transforming, .transformed], .deregistering
            ),
            (
                "revocation", .institutions(.revokeLicence(LicenceRevoked(institution: one, decisionNumber: "1"))),
                [.surveyed, .filed, .operating, .transforming, .transformed, .deregistering], .revoked
            ),
            (
                "absconding",
                .institutions(.abscond(InstitutionAbsconded(institution: one, lastSeen: day("2021-10-01")))),
                [.surveyed, .filed, .operating, .transforming, .transformed, .deregistering], .absconded
            ),
        ]

    @Test(arguments: [
        ("2021-10-11", Reason?.none), ("2021-10-12", .dataInvalid), ("2020-10-10", nil), ("2020-10-09", .dataInvalid),
    ])
    func `who absconded was last seen before it is posted, and not long before`(lastSeen: String, refusal: Reason?) {
        var registry = Registry([.operating])
        let command = Command.institutions(
            .abscond(InstitutionAbsconded(institution: institution(1), lastSeen: day(lastSeen))))
        #expect(reason { () throws(Refusal) in try registry.tell(command) } == refusal)
    }

    @Test(arguments: steps.indices, InstitutionStatus.allCases)
    func `each step begins where it may and is refused elsewhere`(step: Int, status: InstitutionStatus) {
        let (_, command, from, to) = Self.steps[step]
        var registry = Registry([status])
        let refusal = reason { () throws(Refusal) in try registry.tell(command) }
        #expect(refusal == (from.contains(status) ? nil : .stateForbids))
        #expect(registry.status() == (from.contains(status) ? to : status))
    }

    @Test func `who is on the blacklist may not file (row 6)`() throws {
        var registry = Registry([.surveyed])
        let entry = EntrySnapshot(
            entry: "B1", institution: Self.one, status: .listed, conduct: "c", basis: "b", decisionNumber: "1",
            authority: "education",
            listedOn: day("2021-10-01"), expiresOn: day("2024-10-01"))
        try registry.tell(.institutions(.restrict(entry)))
        let filing = Command.institutions(
            .file(InstitutionFiled(institution: Self.one, selfAssessment: .academic, courses: [])))
        #expect(reason { () throws(Refusal) in try registry.tell(filing) } == .institutionRestricted)
        var lifted = entry
        lifted.status = .removed
        try registry.tell(.institutions(.restrict(lifted)))
        try registry.tell(filing)
        #expect(registry.status() == .filed)
    }

    @Test func `what is there cannot come a second time`() {
        var registry = Registry([.surveyed])
        #expect(
            reason { () throws(Refusal) in try registry.tell(.institutions(.survey(Self.survey))) } == .alreadyExists)
        #expect(
            reason { () throws(Refusal) in try registry.tell(.grids(.drawGrid(GridDrawn(grid: "G1", township: "x")))) }
                == .alreadyExists)
    }

    @Test func `what refers to something unknown waits for it`() {
        var registry = Registry()
        let elsewhere = InstitutionSurveyed(institution: Self.one, name: "启航", address: "x", grid: "G9")
        #expect(throws: Refusal.awaits(.grid("G9"))) { try registry.tell(.institutions(.survey(elsewhere))) }
        #expect(throws: Refusal.awaits(.institution(Self.one))) {
            try registry.tell(.institutions(.completeTransformation(TransformationCompleted(institution: Self.one))))
        }
        #expect(throws: Refusal.awaits(.grid("G9"))) {
            try registry.tell(.grids(.reportPatrol(PatrolReported(grid: "G9", institution: nil, result: .none))))
        }
    }

    @Test(arguments: PatrolResult.allCases)
    func `a patrol tells the departments what it suspects, and nothing else (R2.46)`(result: PatrolResult) throws {
        var registry = Registry()
        let facts = try registry.tell(
            .grids(.reportPatrol(PatrolReported(grid: "G1", institution: nil, result: result))))
        let isTold = facts.contains { if case .grids(.suspicionReported) = $0 { true } else { false } }
        #expect(isTold == (result != .none))
    }
}
