import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Dialogs
import "../components"

// What comes into the library: documents that wait, articles of one's own, packs. Nothing is cited before it is admitted.
Page {
    id: screen

    required property QtObject viewModel
    readonly property bool open: viewModel.state === "document"
    readonly property bool listed: viewModel.state === "list"

    title: open ? viewModel.document.title ?? "" : qsTr("Add and review")
    subtitle: open ? "" : qsTr("Nothing is cited before you have let it in")
    onOpenChanged: contentY = 0

    FileDialog {
        id: files

        title: qsTr("Choose documents")
        fileMode: FileDialog.OpenFiles
        nameFilters: [qsTr("Documents (%1)").arg("*.pdf *.docx *.epub *.html *.htm *.xhtml *.txt *.md *.markdown")]
        onAccepted: screen.viewModel.addFiles(selectedFiles)
    }

    FileDialog {
        id: packFile

        title: qsTr("Choose a pack of articles")
        onAccepted: screen.viewModel.installPack(selectedFile)
    }

    Sheet {
        id: addressSheet

        objectName: "address-sheet"
        iconName: "plus"
        ink: Theme.primary
        title: qsTr("Addresses on the web")
        onOpened: addresses.forceActiveFocus()

        Words {
            width: parent.width
            text: qsTr("One address a line, each beginning with https://. Only the addresses leave this machine.")
        }

        ScrollView {
            width: parent.width
            height: Theme.sizeDrawing

            TextArea {
                id: addresses

                objectName: "addresses"
                color: Theme.text
                font.pixelSize: Theme.typeControl
                wrapMode: TextEdit.NoWrap
                textFormat: TextEdit.PlainText
                inputMethodHints: Qt.ImhUrlCharactersOnly
                KeyNavigation.priority: KeyNavigation.BeforeItem
                KeyNavigation.tab: fetch
                Accessible.role: Accessible.EditableText
                Accessible.name: addressSheet.title

                background: Rectangle {
                    radius: Theme.radiusSmall
                    color: Theme.surface
                    border.width: addresses.activeFocus ? Theme.sizeFocusRing : Theme.sizeBorder
                    border.color: addresses.activeFocus ? Theme.focus : Theme.outline
                }
            }
        }

        buttons: [
            BigButton {
                id: fetch

                objectName: "addresses-fetch"
                kind: "primary"
                iconName: "check"
                text: qsTr("Fetch")
                enabled: addresses.text.trim() !== ""
                onClicked: {
                    screen.viewModel.addAddresses(addresses.text);
                    addresses.clear();
                    addressSheet.close();
                }
            },
            BigButton {
                objectName: "addresses-close"
                iconName: "x"
                text: qsTr("Close")
                onClicked: addressSheet.close()
            }
        ]
    }

    BigButton {
        objectName: "review-leave"
        visible: !screen.open
        iconName: "book-open"
        text: qsTr("To the library")
        leastHeight: Theme.sizeTarget
        onClicked: screen.shell.show("library")
    }

    Notice {
        width: parent.width
        text: screen.listed || screen.open ? screen.viewModel.failure : ""
    }

    ErrorState {
        visible: screen.viewModel.state === "failed"
        width: parent.width
        text: screen.viewModel.failure
        onActed: screen.viewModel.refresh()
    }

    Words {
        visible: screen.viewModel.busy || screen.viewModel.state === "loading" || screen.viewModel.state === "opening"
        width: parent.width
        text: screen.viewModel.busy ? qsTr("Putting the library in order …") : qsTr("Looking …")
        color: Theme.muted
    }

    Flow {
        visible: screen.viewModel.undoable !== "" && !screen.open
        width: parent.width
        spacing: Theme.spaceM

        Notice {
            width: Math.min(parent.width, 2 * Theme.columnCard)
            kind: "ok"
            text: screen.viewModel.undoable !== "" ? qsTr("\"%1\" is gone.").arg(screen.viewModel.undoable) : ""
        }

        BigButton {
            objectName: "review-undo"
            iconName: "refresh-cw"
            text: qsTr("Bring it back")
            leastHeight: Theme.sizeTarget
            enabled: !screen.viewModel.busy
            onClicked: screen.viewModel.undo()
        }
    }

    Card {
        visible: screen.listed
        width: parent.width
        height: entrance.height + 2 * Theme.spaceL
        color: drop.containsDrag ? Theme.primarySoft : Theme.surface

        DropArea {
            id: drop

            anchors.fill: parent
            onDropped: drop => {
                if (drop.hasUrls)
                    screen.viewModel.addFiles(drop.urls);
            }
        }

        Column {
            id: entrance

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceM

            Words {
                width: parent.width
                text: screen.viewModel.adding ? (screen.viewModel.of > 0 ? qsTr("Reading %1 of %2 …").arg(screen.viewModel.at).arg(screen.viewModel.of) : qsTr("Looking …")) : qsTr("PDF, Word (docx), EPUB, web page, TXT or Markdown. You can also drop files or folders here.")
            }

            Meter {
                visible: screen.viewModel.adding && screen.viewModel.of > 0
                width: parent.width
                fraction: screen.viewModel.of > 0 ? (screen.viewModel.at - 1) / screen.viewModel.of : 0
            }

            Flow {
                width: parent.width
                spacing: Theme.spaceM

                BigButton {
                    objectName: "review-files"
                    width: Math.min(implicitWidth, parent.width)
                    visible: !screen.viewModel.adding
                    kind: "primary"
                    iconName: "plus"
                    text: qsTr("Choose documents")
                    onClicked: files.open()
                }

                BigButton {
                    objectName: "review-addresses"
                    width: Math.min(implicitWidth, parent.width)
                    visible: !screen.viewModel.adding
                    iconName: "plus"
                    text: qsTr("Addresses on the web")
                    onClicked: addressSheet.open()
                }

                BigButton {
                    objectName: "review-stop"
                    width: Math.min(implicitWidth, parent.width)
                    visible: screen.viewModel.adding
                    iconName: "square"
                    text: qsTr("Stop")
                    onClicked: screen.viewModel.stopAdding()
                }
            }
        }
    }

    Repeater {
        model: screen.listed ? screen.viewModel.problems : []

        Notice {
            required property string modelData

            width: parent.width
            text: modelData
        }
    }

    Words {
        visible: screen.listed && screen.viewModel.moreProblems > 0
        width: parent.width
        text: qsTr("%1 more could not be taken in.").arg(screen.viewModel.moreProblems)
        color: Theme.warn
    }

    component Listing: Column {
        id: listing

        required property string heading
        required property string nothing
        required property int count

        visible: screen.listed
        width: parent ? parent.width : 0
        spacing: Theme.spaceS

        Words {
            width: parent.width
            text: listing.heading
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Words {
            visible: listing.count === 0
            width: parent.width
            text: listing.nothing
            color: Theme.muted
        }
    }

    Listing {
        heading: qsTr("Waiting for you")
        nothing: qsTr("Nothing waits.")
        count: waiting.count

        Repeater {
            id: waiting

            model: screen.viewModel.waiting

            WaitingRow {
                required property string number

                required note
                width: parent.width
                action: qsTr("Look at it")
                actionIcon: "info"
                actionName: "look-" + number
                onActed: screen.viewModel.open(number)
            }
        }
    }

    Listing {
        heading: qsTr("Your own articles")
        nothing: qsTr("You have let in none yet.")
        count: own.count

        Repeater {
            id: own

            model: screen.viewModel.own

            WaitingRow {
                required property string document

                width: parent.width
                action: qsTr("Delete")
                actionIcon: "trash-2"
                actionName: "remove-" + document
                onActed: screen.viewModel.remove(document, title)
            }
        }
    }

    Listing {
        heading: qsTr("Packs of articles")
        nothing: qsTr("No pack is installed.")
        count: packs.count

        Repeater {
            id: packs

            model: screen.viewModel.packs

            Column {
                id: pack

                required property string name
                required property int version
                required property int earlier

                width: parent.width
                spacing: Theme.spaceS

                WaitingRow {
                    width: parent.width
                    title: pack.name
                    note: qsTr("Version %1").arg(pack.version)
                    action: qsTr("Delete")
                    actionIcon: "trash-2"
                    actionName: "remove-pack-" + pack.name
                    onActed: screen.viewModel.removePack(pack.name)
                }

                BigButton {
                    objectName: "pack-" + pack.name
                    visible: pack.earlier > 0
                    text: qsTr("Back to version %1").arg(pack.earlier)
                    iconName: "refresh-cw"
                    leastHeight: Theme.sizeTarget
                    Accessible.name: text + ": " + pack.name
                    onClicked: screen.viewModel.rollBack(pack.name)
                }
            }
        }

        BigButton {
            objectName: "pack-install"
            width: Math.min(implicitWidth, parent.width)
            iconName: "plus"
            text: qsTr("Install a pack")
            enabled: !screen.viewModel.busy
            leastHeight: Theme.sizeTarget
            onClicked: packFile.open()
        }
    }

    ReadAlong {
        visible: screen.listed
        width: parent.width
        review: screen.viewModel
    }

    Loader {
        width: parent.width
        active: screen.open
        visible: active
        sourceComponent: WaitingDocument {
            width: parent ? parent.width : 0
            viewModel: screen.viewModel
        }
    }
}
