import Model

/// Proposals for the blacklist, objections, listings, and what the listed try afterwards.
struct ListingStream {
    private let profile: Profile
    private let cast: Cast

    init(_ profile: Profile, _ cast: Cast) {
        self.profile = profile
        self.cast = cast
    }

    func post(_ day: Day, _ postings: inout Postings) {
        if let absconded = cast.absconded {
            propose(absconded, "B001", "收取预付费后失联，未退还学员费用", profile.absconds.adding(days: 5), nil, day, &postings)
        }
        if let listed = cast.listed { propose(listed, "B002", "一年内两次受到行政处罚", profile.listed, false, day, &postings) }
        if let accused = cast.accused {
            propose(accused, "B003", "发布虚假广告", profile.listed.adding(days: 5), true, day, &postings)
        }
        guard let listed = cast.listed, day == profile.listed.adding(days: 40) else { return }
        // One breach restricts everywhere: the listed institution tries to file and to charge.
        postings.post(
            InstitutionFiled(institution: listed.id, selfAssessment: .nonAcademic, courses: ["新课程"]),
            by: "institutions", on: day, minute: 600)
        for number in 1...3 {
            postings.post(
                PaymentReceived(
                    enrolment: "X-listed-\(number)", institution: listed.id, pupil: "P-x\(number)",
                    guardian: "U-x\(number)", course: "新课程", hours: 20,
                    courseStarts: day.adding(days: 3), courseEnds: day.adding(days: 40), amountFen: .yuan(1_000),
                    contract: .model),
                by: "bank", on: day, minute: 610 + number)
        }
    }

    /// Proposal, notice on the next day, objection two days later, its decision four days later.
    private func propose(
        _ institution: Cast.Institution, _ entry: Identifier, _ conduct: Prose, _ proposed: Day,
        _ objectionUpheld: Bool?,
        _ day: Day, _ postings: inout Postings
    ) {
        if day == proposed {
            postings.post(
                ListingProposed(
                    entry: entry, institution: institution.id, conduct: conduct, basis: "《校外培训行政处罚暂行办法》及本区黑名单制度",
                    decisionNumber: "黔教罚〔\(day.civil.year)〕\(entry)号"),
                by: "education", on: day, minute: 600)
        }
        if day == proposed.adding(days: 1) {
            postings.post(
                NoticeServed(entry: entry, institution: institution.id, servedOn: day), by: "education", on: day,
                minute: 600)
        }
        guard let objectionUpheld else { return }
        if day == proposed.adding(days: 3) {
            postings.post(
                ObjectionRaised(entry: entry, institution: institution.id), by: "institutions", on: day, minute: 660)
        }
        if day == proposed.adding(days: 7) {
            postings.post(
                ObjectionDecided(entry: entry, institution: institution.id, upheld: objectionUpheld), by: "education",
                on: day, minute: 660)
        }
    }
}
