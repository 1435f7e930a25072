import Model

/// Who acts in the year: grids, institutions with their fates, schools. All invented but the names of the townships.
struct Cast {
    /// What becomes of an institution.
    enum Fate: Hashable {
        /// Runs to the end.
        case stays
        /// Subject-type: becomes non-subject on that day.
        case transforms(Day)
        /// Leaves the register on that day.
        case leaves(Day, DeregistrationCause)
        case isRevoked(Day)
        case absconds(Day)
    }

    struct Institution {
        var id: USCC
        var name: Line
        var grid: Identifier
        var category: Model.Category
        var fate: Fate
        var surveyed: Day
        /// Takes prepaid fees while it runs.
        var charges: Bool
        /// How its money is released.
        var mode = ReleaseMode.perLesson
    }

    struct School {
        var id: Identifier
        var name: Line
        var township: Identifier
        var inspector: Identifier
    }

    let grids: [(id: Identifier, township: Identifier)]
    let institutions: [Institution]
    let schools: [School]

    init(_ profile: Profile) {
        grids = profile.townships.enumerated().flatMap { number, township in
            (1...township.grids).map { (id: "G\(padded(number + 1, 2))-\(padded($0, 2))", township: township.name) }
        }
        institutions = Self.institutions(profile, grids)
        schools = (0..<profile.schools.count).map { number in
            let township = profile.townships[number % profile.townships.count].name
            return School(
                id: "S\(padded(number + 1, 3))", name: "\(township)第\(number / profile.townships.count + 1)学校",
                township: township,
                inspector: "I\(padded(number / profile.schools.schoolsPerInspector + 1, 2))")
        }
    }

    private static func institutions(_ profile: Profile, _ grids: [(id: Identifier, township: Identifier)])
        -> [Institution]
    {
        let plan = profile.institutions
        var random = Random(seed: profile.seed, "institutions")
        let weights = profile.townships.flatMap { township in Array(repeating: township.name, count: township.weight) }
        let fates = random.shuffled(fates(profile, &random))
        var institutions = (0..<plan.surveyed).map { number in
            let township = random.pick(weights)
            let grid = random.pick(grids.filter { $0.township == township })
            let (category, fate, charges) = fates[number]
            return Institution(
                id: code(profile, number), name: name(number, category, &random), grid: grid.id, category: category,
                fate: fate,
                surveyed: profile.from.adding(days: 1 + number * 18 / plan.surveyed), charges: charges)
        }
        assignModes(profile, &institutions)
        return institutions
    }

    /// The last of those that run to the end have another mode than release by lesson, and so has the one that
    /// absconds.
    private static func assignModes(_ profile: Profile, _ institutions: inout [Institution]) {
        let modes = profile.tuition.modes
        let all = [(ReleaseMode.rolling, modes.rolling), (.retained, modes.retained), (.deposit, modes.deposit)].flatMap
        { mode, count in
            Array(repeating: mode, count: count)
        }
        let running = institutions.indices.filter { institutions[$0].fate == .stays }
        for (index, mode) in zip(running.dropFirst(4).reversed(), all) { institutions[index].mode = mode }
        for index in institutions.indices {
            if case .absconds = institutions[index].fate { institutions[index].mode = profile.absconder.mode }
        }
    }

    private static func fates(_ profile: Profile, _ random: inout Random) -> [(Model.Category, Fate, Bool)] {
        let plan = profile.institutions
        let (first, last) = (profile.from.adding(days: 117), profile.through.adding(days: -62))
        func leavingDay(_ random: inout Random) -> Day { first.adding(days: random.pick(0...last.days(since: first))) }
        var fates: [(Model.Category, Fate, Bool)] = []
        for _ in 0..<plan.transformed {
            fates.append((.academic, .transforms(profile.from.adding(days: random.pick(60...110))), true))
        }
        for _ in plan.transformed..<plan.academic {
            fates.append((.academic, .leaves(profile.from.adding(days: random.pick(60...110)), .closed), false))
        }
        for number in 0..<plan.leaving {
            let withTuition = number < plan.leavingWithTuition
            let day = withTuition ? last.adding(days: -random.pick(0...20)) : leavingDay(&random)
            let isRevoked = !withTuition && number >= plan.leaving - plan.revoked
            fates.append(
                (
                    .nonAcademic,
                    isRevoked ? .isRevoked(day) : .leaves(day, random.pick([.closed, .merged, .voluntary])), withTuition
                ))
        }
        for _ in 0..<plan.absconding { fates.append((.nonAcademic, .absconds(profile.absconds), true)) }
        while fates.count < plan.surveyed { fates.append((.nonAcademic, .stays, true)) }
        return fates
    }

    private static func code(_ profile: Profile, _ number: Int) -> USCC {
        guard let code = USCC.make(prefix17: "91\(profile.region)MA6\(padded(number + 1, 6))") else {
            preconditionFailure("the region of a profile has six digits")
        }
        return code
    }

    private static func name(_ number: Int, _ category: Model.Category, _ random: inout Random) -> Line {
        let first = ["启", "晨", "星", "明", "新", "乐", "博", "雅", "慧", "文", "育", "智", "彩", "童", "优", "卓"]
        let second = ["航", "光", "途", "德", "苗", "思", "学", "艺", "源", "海", "林", "音", "知", "翼", "辰", "朗"]
        let kinds =
            category == .academic
            ? ["文化课培训学校", "英语培训学校", "数学培训学校"] : ["美术培训中心", "舞蹈培训中心", "音乐培训中心", "体育培训中心", "科技培训中心", "书法培训中心"]
        return Line(known: first[number % 16] + second[(number / 16) % 16] + random.pick(kinds))
    }
}

extension Cast {
    /// Those that run to the end.
    var running: [Institution] { institutions.filter { $0.fate == .stays } }
    var absconded: Institution? { institutions.first { if case .absconds = $0.fate { true } else { false } } }
    /// Comes on the blacklist in the year.
    var listed: Institution? { running.first }
    /// Is proposed for the list, and its objection is upheld.
    var accused: Institution? { running.dropFirst().first }
    /// Its account is frozen for two weeks.
    var checked: Institution? { running.dropFirst(2).first }

    /// It has a class in a term.
    func charges(_ institution: Institution, in term: Int, _ plan: Profile.Term, _ profile: Profile) -> Bool {
        switch institution.fate {
        // Who is on the list takes no fees.
        case .stays: institution.id != listed?.id || plan.from < profile.listed
        case .transforms: plan.withTransformed
        case .leaves: term == 0
        case .absconds(let day): plan.from < day
        case .isRevoked: false
        }
    }
}

/// A number with leading zeros.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
