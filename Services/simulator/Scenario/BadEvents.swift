import Model

/// One of each wrong event.
struct BadEvents {
    let profile: Profile
    let cast: Cast
    let day: Day
    let number: Int

    func post(_ postings: inout Postings) {
        let tag = "bad-\(day)"
        // A department speaks out of turn, and one under another's name.
        postings.post(GridDrawn(grid: "X\(number)", township: "X"), by: "civil-affairs", on: day, minute: 606)
        wrongTopic(&postings, tag)
        postings.post(
            raw: Array("{\"specversion\":\"1.0\",".utf8), to: "escrow.intake.bank", key: nil, on: day, minute: 607)
        postings.post(raw: [], to: "inspection.intake.education", key: nil, on: day, minute: 608)
        let time = Moment.start(of: day).adding(milliseconds: 36_600_000)
        let envelope = "\"specversion\":\"1.0\",\"source\":\"education\",\"time\":\"\(time)\",\"data\":{}"
        postings.post(
            raw: Array("{\"id\":\"\(tag)-version\",\"type\":\"registry.grid.drawn.v9\",\(envelope)}".utf8),
            to: "registry.intake.education", key: nil, on: day,
            minute: 609)
        postings.post(
            raw: Array("{\"id\":\"\(tag)-type\",\"type\":\"blacklist.weather.reported.v1\",\(envelope)}".utf8),
            to: "blacklist.intake.education", key: nil,
            on: day, minute: 610)
        postings.post(
            raw: Array(
                ("{\"id\":\"\(tag)-code\",\"type\":\"blacklist.notice.served.v1\",\(envelope.dropLast(2))"
                    + "{\"institution\":\"91500114MA6000001I\"}}").utf8),
            to: "blacklist.intake.education", key: nil, on: day, minute: 611)
        reuse(&postings, tag)
        BadCharges(profile: profile, cast: cast, day: day, number: number).post(&postings)
        if number == 0 {
            postings.post(
                raw: Array(repeating: UInt8(ascii: " "), count: 5_000_000), to: "escrow.intake.institutions", key: nil,
                on: day, minute: 613)
        }
    }

    private func wrongTopic(_ postings: inout Postings, _ tag: String) {
        var scratch = Postings()
        let time = Moment.start(of: day).adding(milliseconds: 36_000_000)
        scratch.post(GridDrawn(grid: "Y\(number)", township: "Y"), by: "education", id: "\(tag)-source", at: time)
        for posting in scratch.take() {
            postings.post(raw: posting.payload, to: "registry.intake.market-regulation", key: nil, on: day, minute: 606)
        }
    }

    /// The same id for two different events.
    private func reuse(_ postings: inout Postings, _ tag: String) {
        let time = Moment.start(of: day).adding(milliseconds: 43_200_000)
        for result in [PatrolResult.none, .suspected] {
            postings.post(
                PatrolReported(grid: cast.grids[0].id, institution: nil, result: result), by: "grid-workers",
                id: "\(tag)-reused", at: time)
        }
    }
}
