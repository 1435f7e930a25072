import Model

/// A district's school year as events, day by day: made when they are asked for, so that memory does not grow with the
/// year.
struct Year {
    let profile: Profile
    let cast: Cast
    private let registry: RegistryStream
    private var inspection: InspectionStream
    private let schools: SchoolStream
    private let accounts: AccountStream
    private let tuition: TuitionStream
    private let listings: ListingStream
    private var mess: Mess
    private var postings = Postings()
    private var day: Day

    init(_ profile: Profile, _ calendar: WorkingCalendar) throws(MissingCalendarYear) {
        self.profile = profile
        cast = Cast(profile)
        registry = RegistryStream(profile, cast)
        inspection = InspectionStream(profile, cast)
        schools = SchoolStream(profile, cast)
        tuition = try TuitionStream(profile, cast, calendar)
        accounts = AccountStream(profile, cast, tuition.year)
        listings = ListingStream(profile, cast)
        mess = Mess(profile, cast, tuition.year.enrolments)
        day = profile.from
    }

    /// The classes with their pupils, and who leaves them.
    var classes: Classes { tuition.year }

    /// Number of days.
    var length: Int { profile.through.days(since: profile.from) + 1 }

    /// The next day with what is posted on it, in the order of posting; nil after the last.
    mutating func next() -> (day: Day, postings: [Posting])? {
        guard day <= profile.through else { return nil }
        defer { day = day.adding(days: 1) }
        registry.post(day, &postings)
        inspection.post(day, &postings)
        schools.post(day, &postings)
        accounts.post(day, &postings)
        tuition.post(day, &postings)
        listings.post(day, &postings)
        return (day, mess.arrange(postings.take(), on: day))
    }
}
