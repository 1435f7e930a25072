import Model

/// Campaigns, joint inspections, findings and their rectification.
struct InspectionStream {
    private struct Plan {
        var id: Identifier
        var campaign: Identifier
        var day: Day
        var departments: [Identifier]
        var institutions: [Cast.Institution]
    }

    private let profile: Profile
    private let plans: [Plan]
    private var later: [Day: [@Sendable (inout Postings) -> Void]] = [:]

    init(_ profile: Profile, _ cast: Cast) {
        self.profile = profile
        var random = Random(seed: profile.seed, "inspections")
        let taskForce = profile.departments.filter(\.governanceTaskForce).map(\.id)
        var plans: [Plan] = []
        for (number, campaign) in profile.campaigns.enumerated() {
            let length = campaign.through.days(since: campaign.from)
            let all = random.shuffled(cast.institutions)
            for inspection in 0..<campaign.inspections {
                let share = (all.count + campaign.inspections - 1) / campaign.inspections
                let day = campaign.from.adding(days: 1 + inspection * (length - 1) / max(1, campaign.inspections))
                let running = all.filter { $0.runs(on: day) }
                let institutions =
                    campaign.institutionsEach == 0
                    ? Array(all.dropFirst(inspection * share).prefix(share))
                    : Array(random.shuffled(running).prefix(campaign.institutionsEach))
                // The education commission leads; each department of the task force has its turn, others join.
                let turn = taskForce[plans.count % taskForce.count]
                let others = random.shuffled(taskForce.filter { $0 != "education" && $0 != turn }).prefix(
                    random.pick(1...taskForce.count - 2))
                plans.append(
                    Plan(
                        id: "J\(padded(plans.count + 1, 3))", campaign: "C\(number + 1)", day: day,
                        departments: Array(Set(["education", turn] + others)).sorted(), institutions: institutions))
            }
        }
        self.plans = plans
    }

    mutating func post(_ day: Day, _ postings: inout Postings) {
        for (number, campaign) in profile.campaigns.enumerated() where campaign.from == day {
            postings.post(
                CampaignOpened(
                    campaign: "C\(number + 1)", title: campaign.title, from: campaign.from, through: campaign.through),
                by: "education",
                on: day, minute: 540)
        }
        for plan in plans {
            if plan.day.adding(days: -1) == day {
                postings.post(
                    InspectionScheduled(
                        inspection: plan.id, campaign: plan.campaign, day: plan.day,
                        institutions: plan.institutions.map(\.id)),
                    by: "education", on: day, minute: 900)
            }
            if plan.day == day { hold(plan, &postings) }
        }
        for action in later.removeValue(forKey: day) ?? [] { action(&postings) }
    }

    private mutating func hold(_ plan: Plan, _ postings: inout Postings) {
        for (number, department) in plan.departments.enumerated() {
            postings.post(
                InspectionAttended(inspection: plan.id, officers: 2 + number % 3), by: department.description,
                on: plan.day,
                minute: 510)
        }
        for (number, institution) in plan.institutions.enumerated() {
            var random = Random(seed: profile.seed, "inspected \(plan.id)", number)
            postings.post(
                InstitutionInspected(inspection: plan.id, institution: institution.id), by: "education", on: plan.day,
                minute: 540 + number)
            if random.happens(perTenThousand: profile.findings) {
                find("F\(plan.id)-\(padded(number, 3))", plan, institution, &random, &postings)
            }
        }
    }

    private mutating func find(
        _ finding: Identifier, _ plan: Plan, _ institution: Cast.Institution, _ random: inout Random,
        _ postings: inout Postings
    ) {
        let department = random.pick(plan.departments)
        let id = institution.id
        postings.post(
            FindingRecorded(
                finding: finding, inspection: plan.id, institution: id, category: random.pick(FindingCategory.allCases),
                severity: random.pick(Severity.allCases)),
            by: department.description, on: plan.day, minute: 1_000 + random.pick(0...60))
        let isLate = random.happens(perTenThousand: profile.lateRectifications)
        let reported = plan.day.adding(days: isLate ? random.pick(30...40) : random.pick(2...12))
        let checked = reported.adding(days: random.pick(1...4))
        later[reported, default: []].append { postings in
            postings.post(
                RectificationReported(finding: finding, institution: id), by: "institutions", on: reported, minute: 640)
        }
        later[checked, default: []].append { postings in
            postings.post(
                RectificationChecked(finding: finding, institution: id, accepted: true), by: department.description,
                on: checked,
                minute: 700)
        }
    }
}

extension Cast.Institution {
    /// It is there to be inspected.
    func runs(on day: Day) -> Bool {
        switch fate {
        case .stays: true
        case .transforms: true
        case .leaves(let date, _), .isRevoked(let date), .absconds(let date): day < date
        }
    }
}
