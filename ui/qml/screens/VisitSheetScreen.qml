import QtCore
import QtQuick
import QtQuick.Dialogs
import "../components"

// One page for the doctor: what it looks like, the three questions, and how to take it along.
Page {
    id: screen

    required property QtObject viewModel
    property bool enlarged: false
    readonly property bool beside: !enlarged && innerWidth >= 3 * Theme.columnCard

    title: qsTr("One page for the doctor")
    Component.onCompleted: viewModel.enter()
    Component.onDestruction: viewModel.leave()

    Connections {
        function onDone(what, name) {
            report.text = what === "saved" ? qsTr("Saved as %1.").arg(name) : qsTr("Sent to the printer %1.").arg(name);
        }

        target: screen.viewModel
    }

    FileDialog {
        id: dialog

        title: qsTr("Where to save the page")
        fileMode: FileDialog.SaveFile
        defaultSuffix: "pdf"
        nameFilters: [qsTr("PDF (%1)").arg("*.pdf")]
        currentFolder: StandardPaths.writableLocation(StandardPaths.DocumentsLocation)
        onAccepted: screen.viewModel.save(selectedFile)
    }

    Card {
        visible: screen.viewModel.state === "failed"
        width: parent.width
        height: trouble.height + 2 * Theme.spaceL

        ErrorState {
            id: trouble

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            text: screen.viewModel.failure
            onActed: screen.viewModel.refresh()
        }
    }

    Item {
        width: parent.width
        height: screen.beside ? Math.max(paper.height, controls.height) : controls.height + Theme.spaceL + paper.height

        Column {
            id: controls

            x: screen.beside ? paper.width + Theme.spaceL : 0
            width: screen.beside ? parent.width - x : parent.width
            spacing: Theme.spaceM

            Notice {
                id: report

                objectName: "sheet-done"
                width: parent.width
                kind: "ok"
                text: ""
            }

            Notice {
                objectName: "sheet-trouble"
                width: parent.width
                text: screen.viewModel.trouble
            }

            Flow {
                width: parent.width
                spacing: Theme.spaceM

                BigButton {
                    objectName: "sheet-save"
                    kind: "primary"
                    iconName: "download"
                    enabled: screen.viewModel.state === "shown" && screen.viewModel.work === ""
                    text: screen.viewModel.work === "saving" ? qsTr("Saving …") : qsTr("Save as PDF")
                    onClicked: {
                        report.text = "";
                        dialog.open();
                    }
                }

                BigButton {
                    objectName: "sheet-print"
                    iconName: "printer"
                    enabled: screen.viewModel.state === "shown" && screen.viewModel.work === "" && screen.viewModel.printer !== ""
                    text: screen.viewModel.work === "printing" ? qsTr("Printing …") : qsTr("Print")
                    onClicked: {
                        report.text = "";
                        screen.viewModel.print();
                    }
                }

                BigButton {
                    objectName: "sheet-size"
                    kind: "quiet"
                    iconName: "a-large-small"
                    text: screen.enlarged ? qsTr("Smaller page") : qsTr("Larger page")
                    onClicked: screen.enlarged = !screen.enlarged
                }
            }

            Words {
                objectName: "sheet-printer"
                visible: text !== ""
                width: parent.width
                text: screen.viewModel.printerMissing ? qsTr("No printer was found. Save the page as PDF, or connect a printer and come back.") : screen.viewModel.printer !== "" ? qsTr("Printer: %1").arg(screen.viewModel.printer) : ""
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
            }

            Words {
                width: parent.width
                text: qsTr("What I want to ask")
                font.bold: true
                Accessible.role: Accessible.Heading
            }

            Repeater {
                model: screen.viewModel.questions.length

                QuestionField {
                    required property int index

                    width: controls.width
                    label: qsTr("Question %1").arg(index + 1)
                    question: screen.viewModel.questions[index]
                    longest: screen.viewModel.longestQuestion
                    onAsked: question => screen.viewModel.ask(index, question)
                }
            }

            Words {
                width: parent.width
                text: qsTr("How far back")
                font.bold: true
                Accessible.role: Accessible.Heading
            }

            RangeTabs {
                objectName: "sheet-days"
                Accessible.name: qsTr("How far back")
                choices: screen.viewModel.spans.map(days => ({
                            "key": days,
                            "text": qsTr("%1 weeks").arg(days / 7)
                        }))
                current: screen.viewModel.days
                onChosen: key => screen.viewModel.chooseDays(key)
            }
        }

        SheetPage {
            id: paper

            y: screen.beside ? 0 : controls.height + Theme.spaceL
            width: screen.beside ? parent.width * 0.55 : parent.width
            visible: screen.viewModel.state !== "failed"
            page: screen.viewModel.page
            words: screen.viewModel.words
            busy: screen.viewModel.state === "loading"
        }
    }
}
