import QtCore
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Dialogs
import "../components"

// Files that come and go: import with a look beforehand, export, backup with its recovery code.
Page {
    id: screen

    required property QtObject viewModel
    property string suffix: ""
    readonly property string step: viewModel.step
    readonly property var works: ({
            "reading": qsTr("Reading the file …"),
            "storing": qsTr("Keeping the readings …"),
            "undoing": qsTr("Taking the import back …"),
            "exporting": qsTr("Writing the file …"),
            "backing_up": qsTr("Making the backup and proving it …"),
            "verifying": qsTr("Proving the backup …"),
            "restoring": qsTr("Proving the backup and laying it ready …")
        })

    title: step === "code" ? qsTr("Recovery code") : step === "start" ? qsTr("Files and backup") : qsTr("Import")
    subtitle: works[viewModel.busy] ?? ""

    FileDialog {
        id: opening

        title: qsTr("Choose the file to import")
        currentFolder: StandardPaths.writableLocation(StandardPaths.DocumentsLocation)
        onAccepted: screen.viewModel.choose(selectedFile)
    }

    FileDialog {
        id: exporting

        title: qsTr("Where shall the readings go?")
        fileMode: FileDialog.SaveFile
        currentFolder: StandardPaths.writableLocation(StandardPaths.DocumentsLocation)
        onAccepted: screen.viewModel.export(selectedFile, screen.suffix)
    }

    FileDialog {
        id: backingUp

        title: qsTr("Where shall the backup go?")
        fileMode: FileDialog.SaveFile
        currentFolder: StandardPaths.writableLocation(StandardPaths.DocumentsLocation)
        onAccepted: screen.viewModel.backUp(selectedFile)
    }

    FileDialog {
        id: proving

        title: qsTr("Choose the backup")
        currentFolder: StandardPaths.writableLocation(StandardPaths.DocumentsLocation)
        onAccepted: screen.viewModel.verify(selectedFile, secret.text)
    }

    FileDialog {
        id: returning

        title: qsTr("Choose the backup")
        currentFolder: StandardPaths.writableLocation(StandardPaths.DocumentsLocation)
        onAccepted: screen.viewModel.putBack(selectedFile, secret.text)
    }

    Notice {
        width: parent.width
        text: screen.viewModel.failure
    }

    Notice {
        width: parent.width
        kind: "ok"
        text: screen.viewModel.result
    }

    // --- what can be done ---

    TitledCard {
        visible: screen.step === "start"
        heading: qsTr("Bring readings in")
        explanation: qsTr("From a table (CSV, Excel) or another program: OMRON connect, Apple Health, openScale, UBPM, xDrip+, Nightscout. You see everything before it is kept.")

        BigButton {
            objectName: "import-choose"
            enabled: screen.viewModel.busy === ""
            iconName: "plus"
            text: qsTr("Choose a file")
            onClicked: opening.open()
        }

        Repeater {
            model: screen.viewModel.imports

            ActionRow {
                id: imported

                required property string id
                required property bool undone
                required property var model

                width: parent.width
                title: model.title
                detail: [model.detail, undone ? qsTr("taken back") : ""].filter(text => text !== "").join(" · ")

                BigButton {
                    objectName: "import-undo-" + imported.id
                    visible: !imported.undone
                    enabled: screen.viewModel.busy === ""
                    leastHeight: Theme.sizeTarget
                    fontSize: Theme.typeControl
                    kind: "quiet"
                    iconName: "refresh-cw"
                    text: qsTr("Take back")
                    onClicked: screen.viewModel.undo(imported.id)
                }
            }
        }
    }

    TitledCard {
        visible: screen.step === "start"
        heading: qsTr("Take readings out")
        explanation: qsTr("The file is not encrypted: whoever has it can read it.")

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            Repeater {
                model: [[".csv", qsTr("Table (CSV)")], [".xlsx", qsTr("Excel")], [".json", qsTr("For a clinic (FHIR)")]]

                BigButton {
                    required property var modelData

                    objectName: "export" + modelData[0]
                    enabled: screen.viewModel.busy === ""
                    leastHeight: Theme.sizeTarget
                    fontSize: Theme.typeControl
                    iconName: "file-text"
                    text: modelData[1]
                    onClicked: {
                        screen.suffix = modelData[0];
                        exporting.open();
                    }
                }
            }
        }
    }

    TitledCard {
        visible: screen.step === "start"
        heading: qsTr("Backup")
        explanation: qsTr("All records of the household, encrypted. A recovery code opens it; it is shown once, so have pen and paper at hand.")

        BigButton {
            objectName: "backup-create"
            enabled: screen.viewModel.busy === ""
            kind: "primary"
            iconName: "hard-drive"
            text: qsTr("Make a backup")
            onClicked: backingUp.open()
        }

        LineField {
            id: secret

            key: "backup-secret"
            width: parent.width
            label: qsTr("Recovery code or passphrase of a backup")
            longest: 200
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            BigButton {
                objectName: "backup-verify"
                enabled: screen.viewModel.busy === "" && secret.text.trim() !== ""
                iconName: "circle-check"
                text: qsTr("Check a backup")
                onClicked: proving.open()
            }

            BigButton {
                objectName: "backup-put-back"
                visible: !screen.viewModel.putBackWaits
                enabled: screen.viewModel.busy === "" && secret.text.trim() !== ""
                iconName: "refresh-cw"
                text: qsTr("Put a backup back")
                onClicked: returning.open()
            }

            BigButton {
                objectName: "put-back-leave"
                visible: screen.viewModel.putBackWaits
                enabled: screen.viewModel.busy === ""
                iconName: "x"
                text: qsTr("Keep the records of now")
                onClicked: screen.viewModel.leavePutBack()
            }
        }

        Words {
            objectName: "put-back-words"
            width: parent.width
            text: screen.viewModel.putBackWaits ? qsTr("A backup takes the place of these records when Listenwell is opened next.") : qsTr("A backup that is put back takes the place of all records, also on a new computer. What is here now is kept.")
            font.pixelSize: Theme.typeControl
            color: Theme.muted
        }
    }

    // --- a file that is being looked at ---

    TitledCard {
        visible: screen.step === "sealed"
        heading: qsTr("The code of your visit")
        explanation: qsTr("Type the eight characters that stood beside the code on the screen of the station.")

        SealedCode {
            width: parent.width
            viewModel: screen.viewModel
        }
    }

    TitledCard {
        visible: screen.step === "columns"
        heading: qsTr("What is in which column?")
        explanation: qsTr("Choose a meaning for each column that counts; leave the rest.")

        Repeater {
            model: screen.step === "columns" ? screen.viewModel.columns : []

            ColumnChoice {
                required property var modelData

                width: parent.width
                heading: modelData.heading
                meaning: modelData.meaning
                meanings: screen.viewModel.meanings
                onChosen: meaning => screen.viewModel.setMeaning(modelData.heading, meaning)
            }
        }

        ChoiceRow {
            width: parent.width
            label: qsTr("In dates like 03/04/2026 comes first")
            choices: [
                {
                    "key": "",
                    "text": qsTr("Look for yourself")
                },
                {
                    "key": "day_first",
                    "text": qsTr("the day")
                },
                {
                    "key": "month_first",
                    "text": qsTr("the month")
                }
            ]
            current: screen.viewModel.order
            onChosen: key => screen.viewModel.setOrder(key)
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            BigButton {
                objectName: "import-again"
                enabled: screen.viewModel.busy === ""
                kind: "primary"
                iconName: "check"
                text: qsTr("Look again")
                onClicked: screen.viewModel.lookAgain()
            }

            BigButton {
                objectName: "columns-leave"
                iconName: "x"
                text: qsTr("Leave it")
                onClicked: screen.viewModel.leave()
            }
        }
    }

    TitledCard {
        visible: screen.step === "preview"
        heading: screen.viewModel.preview.file ?? ""
        explanation: screen.viewModel.preview.format ?? ""

        Repeater {
            model: screen.viewModel.preview.summary ?? []

            Words {
                required property string modelData

                width: parent.width
                text: modelData
                font.bold: true
            }
        }

        Repeater {
            model: screen.viewModel.preview.columns ?? []

            Fact {
                required property var modelData

                width: parent.width
                label: modelData.heading
                text: [modelData.text, modelData.note].filter(part => part !== "").join(" · ")
            }
        }

        Words {
            width: parent.width
            text: qsTr("The first readings:")
            font.pixelSize: Theme.typeControl
            color: Theme.muted
        }

        Repeater {
            model: screen.viewModel.preview.sample ?? []

            Words {
                required property string modelData

                width: parent.width
                text: modelData
                font.pixelSize: Theme.typeControl
            }
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            BigButton {
                objectName: "import-store"
                enabled: screen.viewModel.busy === ""
                kind: "primary"
                iconName: "check"
                text: qsTr("Keep these readings")
                onClicked: screen.viewModel.store()
            }

            BigButton {
                objectName: "import-columns"
                visible: (screen.viewModel.preview.columns ?? []).length > 0
                iconName: "list"
                text: qsTr("Change the columns")
                onClicked: screen.viewModel.changeColumns()
            }

            BigButton {
                objectName: "import-leave"
                iconName: "x"
                text: qsTr("Leave it")
                onClicked: screen.viewModel.leave()
            }
        }
    }

    // --- the code of a new backup, once ---

    TitledCard {
        visible: screen.step === "code"
        heading: qsTr("Write this down and keep it away from the computer")
        explanation: qsTr("Without it nobody can open the backup, not even we. It is not shown again.")

        Words {
            objectName: "recovery-code"
            width: parent.width
            text: screen.viewModel.code
            font.pixelSize: Theme.typeTitle
            font.bold: true
            wrapMode: Text.WordWrap
            Accessible.name: screen.viewModel.code.split("").join(" ")
        }

        BigButton {
            objectName: "code-written"
            kind: "primary"
            iconName: "check"
            text: qsTr("I have written it down")
            width: Math.min(implicitWidth, parent.width)
            onClicked: screen.viewModel.leave()
        }
    }
}
