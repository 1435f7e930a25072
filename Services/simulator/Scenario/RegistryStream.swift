import Model

/// What is told to the registry in the year: departments, grids, the survey, filings, panels, transformations,
/// departures, patrols.
struct RegistryStream {
    private let profile: Profile
    private let cast: Cast

    init(_ profile: Profile, _ cast: Cast) {
        self.profile = profile
        self.cast = cast
    }

    func post(_ day: Day, _ postings: inout Postings) {
        if day == profile.from { begin(&postings) }
        for (number, institution) in cast.institutions.enumerated() { live(number, institution, day, &postings) }
        patrol(day, &postings)
    }

    private func begin(_ postings: inout Postings) {
        for (number, department) in profile.departments.enumerated() {
            postings.post(
                DepartmentEnrolled(
                    department: department.id, name: department.name, leadingGroup: department.leadingGroup,
                    governanceTaskForce: department.governanceTaskForce, taskGroups: department.taskGroups),
                by: "education", on: profile.from, minute: 480 + number)
        }
        for grid in cast.grids {
            postings.post(
                GridDrawn(grid: grid.id, township: grid.township), by: "education", on: profile.from, minute: 520)
        }
    }

    private func live(_ number: Int, _ institution: Cast.Institution, _ day: Day, _ postings: inout Postings) {
        var random = Random(seed: profile.seed, "life", number)
        let filed = institution.surveyed.adding(days: random.pick(1...5))
        let decided = filed.adding(days: random.pick(2...8))
        if day == institution.surveyed {
            postings.post(
                InstitutionSurveyed(
                    institution: institution.id, name: institution.name, address: "\(institution.grid) \(number + 1)号",
                    grid: institution.grid),
                by: "expert-panel", on: day, minute: 540 + number % 300)
        }
        if day == filed {
            // The body assesses itself first (R2.22), and some find themselves less academic than the panel does.
            let selfAssessment: Category = random.happens(perTenThousand: 5_000) ? .nonAcademic : institution.category
            postings.post(
                InstitutionFiled(
                    institution: institution.id, selfAssessment: selfAssessment, courses: [institution.name]),
                by: "institutions", on: day, minute: 600 + number % 200)
        }
        if day == decided {
            postings.post(
                PanelDecided(institution: institution.id, ballots: ballots(institution.category, &random)),
                by: "expert-panel", on: day,
                minute: 700 + number % 200)
        }
        switch institution.fate {
        case .transforms(let date) where date == day:
            postings.post(TransformationCompleted(institution: institution.id), by: "education", on: day, minute: 610)
        case .leaves(let date, let cause) where date == day:
            let poster = number % 3 == 0 ? "civil-affairs" : "market-regulation"
            postings.post(
                DeregistrationRequested(institution: institution.id, cause: cause), by: poster, on: day, minute: 620)
        case .isRevoked(let date) where date == day:
            postings.post(
                LicenceRevoked(institution: institution.id, decisionNumber: "罚〔\(day.civil.year)〕\(number)号"),
                by: "education", on: day, minute: 630)
        case .absconds(let date) where date == day:
            postings.post(
                InstitutionAbsconded(institution: institution.id, lastSeen: day.adding(days: -2)),
                by: "public-security", on: day, minute: 640)
        default: break
        }
    }

    /// An odd number of ballots that count, sometimes with dissent, sometimes with one more expert who is recused
    /// (R2.26).
    private func ballots(_ category: Category, _ random: inout Random) -> [Ballot] {
        let count = random.pick([3, 5, 7])
        let dissent = random.happens(perTenThousand: 3_000) ? 1 : 0
        var ballots = (0..<count).map { number in
            let other: Category = category == .academic ? .nonAcademic : .academic
            return Ballot(expert: "expert-\(number + 1)", vote: number < dissent ? other : category, recused: false)
        }
        if random.happens(perTenThousand: 1_500) {
            ballots.append(Ballot(expert: "expert-9", vote: category, recused: true))
        }
        return ballots
    }

    private func patrol(_ day: Day, _ postings: inout Postings) {
        for (number, grid) in cast.grids.enumerated() where (Int(day.ordinal) + number) % profile.patrolEveryDays == 0 {
            guard day > profile.from else { continue }
            var random = Random(seed: profile.seed, "patrol \(grid.id)", Int(day.ordinal))
            let result: PatrolResult =
                random.happens(perTenThousand: 100) ? random.pick([.suspected, .confirmed]) : .none
            postings.post(
                PatrolReported(grid: grid.id, institution: nil, result: result), by: "grid-workers", on: day,
                minute: 560 + number)
        }
    }
}
