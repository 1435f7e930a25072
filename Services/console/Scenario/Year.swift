import Model

/// A district's school year as events, day by day: made when they are asked for, so that memory does not grow with the year.
struct Year {
    let profile: Profile
    private let registry: RegistryStream
    private var inspection: InspectionStream
    private let schools: SchoolStream
    private let tuition: TuitionStream
    private let listings: ListingStream
    private var mess: Mess
    private var postings = Postings()
    private var day: Day

    init(_ profile: Profile, _ calendar: WorkingCalendar) throws(MissingCalendarYear) {
        self.profile = profile
        let cast = Cast(profile)
        registry = RegistryStream(profile, cast)
        inspection = InspectionStream(profile, cast)
        schools = SchoolStream(profile, cast)
        tuition = try TuitionStream(profile, cast, calendar)
        listings = ListingStream(profile, cast)
        mess = Mess(profile, cast, tuition.enrolments)
        day = profile.from
    }

    /// Number of days.
    var length: Int { Int(profile.through.ordinal - profile.from.ordinal) + 1 }

    /// The next day with what is posted on it, in the order of posting; nil after the last.
    mutating func next() -> (day: Day, postings: [Posting])? {
        guard day <= profile.through else { return nil }
        defer { day = day.adding(days: 1) }
        registry.post(day, &postings)
        inspection.post(day, &postings)
        schools.post(day, &postings)
        tuition.post(day, &postings)
        listings.post(day, &postings)
        return (day, mess.arrange(postings.take(), on: day))
    }
}
