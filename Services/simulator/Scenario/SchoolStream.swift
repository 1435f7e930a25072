import Model

/// Schools, their responsible inspectors and the inspectors' visits.
struct SchoolStream {
    private struct Visit {
        var id: Identifier
        var school: Cast.School
        var day: Day
        var kind: VisitKind
        var mode: VisitMode
    }

    private let profile: Profile
    private let cast: Cast
    private let visits: [Day: [Visit]]

    init(_ profile: Profile, _ cast: Cast) {
        self.profile = profile
        self.cast = cast
        var visits: [Day: [Visit]] = [:]
        let missed = Set(
            (0..<profile.schools.missed).map { $0 * 7 % max(1, profile.schools.count * profile.schools.months.count) })
        for (monthNumber, month) in profile.schools.months.enumerated() {
            for (number, school) in cast.schools.enumerated() {
                guard !missed.contains(monthNumber * profile.schools.count + number) else { continue }
                var random = Random(seed: profile.seed, "visits \(month)", number)
                for count in 0..<random.pick(1...2) {
                    let first = month == profile.from.month ? 2 : 0
                    let day = month.first.adding(days: random.pick(first...26))
                    visits[day, default: []].append(
                        Visit(
                            id: "V\(month)-\(school.id)-\(count + 1)", school: school, day: day,
                            kind: random.happens(perTenThousand: 2_500) ? .special : .routine,
                            mode: random.happens(perTenThousand: 2_000) ? .online : .onSite))
                }
            }
        }
        self.visits = visits
    }

    func post(_ day: Day, _ postings: inout Postings) {
        if day == profile.from { begin(&postings) }
        for (number, visit) in (visits[day] ?? []).enumerated() {
            postings.post(
                SchoolVisited(
                    visit: visit.id, school: visit.school.id, inspector: visit.school.inspector, day: day,
                    kind: visit.kind, mode: visit.mode),
                by: "inspectors", on: day, minute: 960 + number % 60)
        }
    }

    private func begin(_ postings: inout Postings) {
        let year: Identifier = "\(profile.from.civil.year)-\(profile.through.civil.year)"
        postings.post(
            SchoolYearAnnounced(schoolYear: year, months: profile.schools.months), by: "education", on: profile.from,
            minute: 500)
        for school in cast.schools {
            postings.post(
                SchoolEnrolled(school: school.id, name: school.name, township: school.township), by: "education",
                on: profile.from, minute: 510)
        }
        for inspector in Array(Set(cast.schools.map(\.inspector))).sorted() {
            let schools = cast.schools.filter { $0.inspector == inspector }.map(\.id)
            postings.post(
                InspectorAssigned(inspector: inspector, schools: schools), by: "education", on: profile.from,
                minute: 530)
        }
    }
}
