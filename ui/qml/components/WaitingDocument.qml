import QtQuick

// All that is known of a waiting document, and the choice: let it in, or forget it.
Column {
    id: sheet

    required property QtObject viewModel
    readonly property var document: viewModel.document
    readonly property var marks: ({
            "added": "+",
            "removed": "−",
            "place": "",
            "same": ""
        })

    spacing: Theme.spaceL

    BigButton {
        objectName: "review-back"
        iconName: "x"
        text: qsTr("Back")
        leastHeight: Theme.sizeTarget
        onClicked: sheet.viewModel.back()
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceS

        Pill {
            verdict: sheet.document.good ? "ok" : "attention"
            text: sheet.document.quality ?? ""
        }

        Pill {
            verdict: "none"
            text: sheet.document.language ?? ""
        }
    }

    Card {
        visible: (sheet.document.instructions ?? []).length > 0
        width: parent.width
        height: warning.height + 2 * Theme.spaceL
        color: Theme.dangerSoft
        border.color: Theme.danger

        Column {
            id: warning

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceS

            Words {
                width: parent.width
                text: qsTr("These words speak to a program, not to a reader. Admit the document only if you know why they are there.")
                color: Theme.danger
                font.bold: true
            }

            Repeater {
                model: sheet.document.instructions ?? []

                Words {
                    required property string modelData

                    width: warning.width
                    text: qsTr("\"%1\"").arg(modelData)
                    color: Theme.danger
                }
            }
        }
    }

    Repeater {
        model: [sheet.document.hidden ?? "", ...(sheet.document.duplicates ?? []), ...(sheet.document.remarks ?? [])].filter(sentence => sentence !== "")

        Notice {
            required property string modelData

            width: sheet.width
            text: modelData
        }
    }

    LineField {
        width: parent.width
        label: qsTr("Title")
        text: sheet.document.title ?? ""
        longest: sheet.viewModel.longestField
        onEdited: text => sheet.viewModel.setField("title", text)
    }

    LineField {
        width: parent.width
        label: qsTr("Publisher (needed)")
        hint: qsTr("Who published it")
        text: sheet.document.publisher ?? ""
        longest: sheet.viewModel.longestField
        onEdited: text => sheet.viewModel.setField("publisher", text)
    }

    LineField {
        width: parent.width
        label: qsTr("Licence (needed)")
        hint: qsTr("How it may be used, such as CC-BY or private use")
        text: sheet.document.licence ?? ""
        longest: sheet.viewModel.longestField
        onEdited: text => sheet.viewModel.setField("licence", text)
    }

    LineField {
        width: parent.width
        label: qsTr("Date")
        hint: qsTr("Of when it is, such as 2024-05-01")
        text: sheet.document.dated ?? ""
        longest: sheet.viewModel.longestField
        onEdited: text => sheet.viewModel.setField("dated", text)
    }

    Column {
        visible: (sheet.document.replaces ?? "") !== ""
        width: parent.width
        spacing: Theme.spaceS

        Notice {
            width: parent.width
            text: sheet.document.replaces ?? ""
        }

        Words {
            width: parent.width
            text: qsTr("What changes")
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: sheet.document.difference ?? []

            Words {
                required property var modelData
                readonly property bool changes: modelData.kind === "added" || modelData.kind === "removed"

                width: sheet.width
                text: [sheet.marks[modelData.kind], modelData.text].filter(part => part !== "").join(" ")
                color: modelData.kind === "added" ? Theme.ok : modelData.kind === "removed" ? Theme.danger : Theme.muted
                font.pixelSize: Theme.typeLabel
                font.strikeout: modelData.kind === "removed"
                Accessible.name: modelData.kind === "added" ? qsTr("New: %1").arg(modelData.text) : modelData.kind === "removed" ? qsTr("Gone: %1").arg(modelData.text) : modelData.text
            }
        }
    }

    Card {
        width: parent.width
        height: text_.height + 2 * Theme.spaceL

        Column {
            id: text_

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceS

            Words {
                width: parent.width
                text: qsTr("From %1").arg(sheet.document.origin ?? "")
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
                wrapMode: Text.WrapAtWordBoundaryOrAnywhere
            }

            Words {
                width: parent.width
                text: sheet.document.text ?? ""
                font.pixelSize: Theme.typeLabel
                wrapMode: Text.WrapAtWordBoundaryOrAnywhere
            }

            Words {
                visible: sheet.document.cut === true
                width: parent.width
                text: qsTr("It goes on; this is the beginning.")
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
            }
        }
    }

    Words {
        visible: !sheet.viewModel.admissible
        width: parent.width
        text: qsTr("Give title, publisher and licence to let it in.")
        color: Theme.muted
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "review-admit"
            kind: "primary"
            iconName: "check"
            enabled: sheet.viewModel.admissible && !sheet.viewModel.busy
            text: qsTr("Let it into the library")
            onClicked: sheet.viewModel.admit()
        }

        BigButton {
            objectName: "review-refuse"
            kind: "danger"
            iconName: "trash-2"
            enabled: !sheet.viewModel.busy
            text: qsTr("Do not take it")
            onClicked: sheet.viewModel.refuse()
        }
    }
}
