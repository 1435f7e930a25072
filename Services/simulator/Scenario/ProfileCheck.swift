import Model

extension Profile {
    /// What no year can be made of, in a sentence that names the figure; nil if there is nothing.
    var complaint: String? {
        let plan = institutions
        if region.utf8.count != 6 || !region.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return "region must be six digits"
        }
        if through.days(since: from) < 200 { return "through must be at least 200 days after from" }
        if townships.isEmpty || townships.contains(where: { $0.grids < 1 || $0.weight < 1 }) {
            return "townships must be at least one, each with grids and weight from 1"
        }
        if departments.count < 3 { return "departments must be at least three" }
        for (name, count) in counts where count < 0 { return "\(name) must not be negative" }
        if plan.surveyed < 1 || plan.transformed > plan.academic || plan.academic > plan.surveyed {
            return "institutions must be surveyed ≥ academic ≥ transformed, and one at least"
        }
        if plan.leaving + plan.absconding > plan.surveyed - plan.academic {
            return "institutions that leave or abscond are more than there are non-academic ones"
        }
        if plan.revoked + plan.leavingWithTuition > plan.leaving {
            return "institutions.revoked and leavingWithTuition are more than leave"
        }
        if schools.schoolsPerInspector < 1 { return "schools.schoolsPerInspector must be at least 1" }
        return nil
    }

    private var counts: [(name: String, count: Int)] {
        [
            ("institutions.academic", institutions.academic), ("institutions.transformed", institutions.transformed),
            ("institutions.leaving", institutions.leaving), ("institutions.revoked", institutions.revoked),
            ("institutions.leavingWithTuition", institutions.leavingWithTuition),
            ("institutions.absconding", institutions.absconding), ("schools.count", schools.count),
            ("tuition.modes.rolling", tuition.modes.rolling), ("tuition.modes.retained", tuition.modes.retained),
            ("tuition.modes.deposit", tuition.modes.deposit),
        ]
    }
}
