import QtQuick

// What a report says, a result a line, with the photo to compare.
Column {
    id: results

    required property QtObject viewModel

    signal passageWanted(string passage)

    spacing: Theme.spaceL

    Words {
        visible: text !== ""
        width: parent.width
        text: results.viewModel.about
        color: Theme.muted
        font.pixelSize: Theme.typeControl
    }

    ReportQuestion {
        width: parent.width
        viewModel: results.viewModel
    }

    Repeater {
        model: results.viewModel.warnings

        Notice {
            required property string modelData

            width: results.width
            text: modelData
        }
    }

    Card {
        visible: results.viewModel.summary.length > 0
        width: parent.width
        height: sentences.height + 2 * Theme.spaceL

        Column {
            id: sentences

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceXs

            Repeater {
                model: results.viewModel.summary

                Words {
                    required property string modelData

                    width: sentences.width
                    text: modelData
                }
            }

            Flow {
                width: parent.width
                spacing: Theme.spaceS
                visible: passages.count > 0

                Repeater {
                    id: passages

                    model: results.viewModel.sources

                    CitationChip {
                        required property int index
                        required property string passage

                        number: index + 1
                        onClicked: results.passageWanted(passage)
                    }
                }
            }

            Words {
                width: parent.width
                text: [qsTr("For reference only; it does not replace a doctor"), results.viewModel.readers].filter(part => part !== "").join(" · ")
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
            }
        }
    }

    Card {
        visible: results.viewModel.changes.length > 0
        width: parent.width
        height: changed.height + 2 * Theme.spaceL

        Column {
            id: changed

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceXs

            Words {
                width: parent.width
                text: qsTr("What changed since last time")
                font.bold: true
            }

            Repeater {
                model: results.viewModel.changes

                Words {
                    required property string modelData

                    width: changed.width
                    text: modelData
                }
            }
        }
    }

    Card {
        visible: results.viewModel.findings.length > 0
        width: parent.width
        height: told.height + 2 * Theme.spaceL

        Column {
            id: told

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceXs

            Words {
                width: parent.width
                text: qsTr("What the report says, word for word")
                font.bold: true
            }

            Repeater {
                model: results.viewModel.findings

                Words {
                    required property string modelData

                    width: told.width
                    text: modelData
                }
            }
        }
    }

    Card {
        visible: lineRows.count > 0
        width: parent.width
        height: lines.height + 2 * Theme.spaceM

        Column {
            id: lines

            x: Theme.spaceL
            y: Theme.spaceM
            width: parent.width - 2 * Theme.spaceL

            Repeater {
                id: lineRows

                model: results.viewModel.rows

                ReportRow {
                    width: lines.width
                    previews: results.viewModel.previews
                }
            }
        }
    }
}
