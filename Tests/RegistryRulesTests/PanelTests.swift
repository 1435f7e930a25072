import Model
import RegistryRules
import Testing

/// Ballots as a word: A academic, N non-academic, - abstains, r recused (and would have said academic).
func ballots(_ word: String) -> [Ballot] {
    word.enumerated().map { number, letter in
        let vote: Category? = letter == "-" ? nil : letter == "N" ? .nonAcademic : .academic
        return Ballot(expert: "expert-\(number)", vote: vote, recused: letter == "r")
    }
}

@Suite struct PanelTests {
    @Test(arguments: [
        ("AAA", Category.academic), ("AAN", .academic), ("ANN", .nonAcademic), ("NNNAA", .nonAcademic),
        ("AANr", .academic), ("ANN-", .nonAcademic),
        ("NNArr", .nonAcademic), ("AAAANNN", .academic),
    ]) func `most of the ballots that count decide (R2.26)`(word: String, category: Category) throws {
        #expect(try majority(ballots(word), sizeMin: 3) == category)
    }

    @Test(arguments: [
        ("", Reason.panelTooSmall), ("AA", .panelTooSmall), ("AArr", .panelTooSmall), ("AAr", .panelTooSmall),
        ("AANN", .panelNotOdd), ("AAA-N", .panelNotOdd),
        ("AAANNNr", .panelNotOdd),
    ]) func `a panel that is too small or even decides nothing (R2.26)`(word: String, reason: Reason) {
        #expect { try majority(ballots(word), sizeMin: 3) } throws: { error in
            if case .refused(reason, _)? = error as? Refusal { true } else { false }
        }
    }

    @Test func `an expert has one ballot`() {
        let twice = ballots("AA") + ballots("A")
        #expect { try majority(twice, sizeMin: 3) } throws: { error in
            if case .refused(.panelRepeatsExpert, _)? = error as? Refusal { true } else { false }
        }
    }
}
