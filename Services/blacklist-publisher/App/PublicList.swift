import BlacklistPublisherRules
import Foundation
import Model
import Service

/// An entry as the public sees it: organisations only, no persons, no addresses, no accounts (R4.31, R4.34).
struct PublicEntry: Codable {
    var entry: String
    var name: String
    var institution: String
    var conduct: String
    var basis: String
    var decisionNumber: String
    var authority: String
    var listedOn: String
    var expiresOn: String
}

/// The blacklist as a public page and as JSON. The same entries give the same bytes.
struct PublicList {
    private struct Document: Codable {
        var schema = "public-list.v1"
        var entries: [PublicEntry]
    }

    private let directory: String

    init(directory: String) throws(FileError) {
        try Files.makeDirectory(directory)
        self.directory = directory
    }

    /// Puts both files in place if they changed, while the lease lasts.
    func publish(_ entries: [PublicEntry], _ lease: Lease) throws(FileError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        guard let list = try? encoder.encode(Document(entries: entries)) else {
            throw FileError(description: "list.json cannot be encoded")
        }
        for (name, data) in [("list.json", list), ("index.html", Data(Page.html(entries).utf8))] {
            let path = "\(directory)/\(name)"
            guard !lease.isOver else { throw FileError(description: "publishing took too long and is begun again") }
            if Files.read(path) != data { try Files.replace(path, with: data) }
        }
    }
}

/// The page: plain, readable without scripts, on a telephone too.
enum Page {
    static func html(_ entries: [PublicEntry]) -> String {
        let rows = entries.map { entry in
            let cells = [
                entry.name, entry.institution, entry.conduct, entry.basis, entry.decisionNumber, entry.authority,
                entry.listedOn, entry.expiresOn,
            ]
            return "<tr>" + cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
        }
        let heads = ["机构名称", "统一社会信用代码", "违规事由", "依据", "决定书文号", "决定机关", "列入日期", "到期日期"].map {
            "<th scope=\"col\">\($0)</th>"
        }.joined()
        return """
            <!doctype html>
            <html lang="zh-CN">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>校外培训机构违规公示</title>
            <style>
            body { font-family: system-ui, sans-serif; line-height: 1.6; color: #222 }
            body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
            table { border-collapse: collapse; width: 100% }
            th, td { border: 1px solid #bbb; padding: .4rem .6rem; text-align: left; vertical-align: top }
            th { background: #f2f2f2 }
            .scroll { overflow-x: auto }
            </style>
            </head>
            <body>
            <h1>校外培训机构违规公示</h1>
            <p>本页公示本区依法作出处理决定的校外培训机构。列入期间，机构在备案、收费等各环节受到限制。共 \(entries.count) 家。</p>
            <div class="scroll"><table>
            <caption>公示名单</caption>
            <thead><tr>\(heads)</tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table></div>
            <h2>异议与修复</h2>
            <p>机构对拟列入决定有异议的，可在收到告知书后的期限内提出；列入后履行义务、消除影响的，可向决定机关申请移出。</p>
            <p>数据文件：<a href="list.json">list.json</a></p>
            </body>
            </html>

            """
    }

    /// Text as HTML shows it.
    static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
            .replacingOccurrences(of: "'", with: "&#39;")
    }
}
