package import Model

/// The rules of the inspection service: one line a command.
package func decide(_ command: Command, _ state: State, _ circumstances: Circumstances) throws(Refusal) -> [Fact] {
    switch command {
    case .openCampaign(let campaign): try open(campaign, state)
    case .schedule(let inspection): try schedule(inspection, state)
    case .attend(let attendance): try attend(attendance, state, circumstances)
    case .inspect(let look): try inspect(look, state, circumstances)
    case .recordFinding(let finding): try record(finding, state, circumstances)
    case .reportRectification(let rectification): try report(rectification, state, circumstances)
    case .checkRectification(let rectification): try check(rectification, state, circumstances)
    case .enrolSchool(let school): try enrol(school, state)
    case .assignInspector(let assignment): try assign(assignment, state)
    case .announceSchoolYear(let year): try announce(year, state)
    case .visit(let visit): try note(visit, state, circumstances)
    case .copyInstitution(let institution): [.institutionCopied(institution)]
    case .copyDepartment(let department): [.departmentCopied(department)]
    case .dayOpened(let opened): DayWork.all(opened.day, in: state).flatMap { begin($0, state) }
    case .dayWork(let work): begin(work, state)
    }
}
