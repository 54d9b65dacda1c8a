import QtCore
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Dialogs
import "../components"

// A laboratory report: choose or take a photo, wait, look at the results next to the paper.
Page {
    id: screen

    required property QtObject viewModel
    required property QtObject article
    readonly property bool reading: viewModel.state === "reading"
    property bool cameraOpen: false

    title: qsTr("Report")
    subtitle: ({
            "empty": qsTr("A photo of a laboratory report, explained"),
            "reading": "",
            "failed": "",
            "done": viewModel.doubts > 0 ? qsTr("Please check the marked results") : qsTr("Read in full")
        })[viewModel.state]

    actions: BigButton {
        objectName: "report-again"
        visible: screen.viewModel.state === "done"
        kind: "quiet"
        iconName: "refresh-cw"
        text: qsTr("Another report")
        fontSize: Theme.typeControl
        corner: Theme.sizeTarget
        leastHeight: Theme.sizeTarget
        onClicked: screen.viewModel.startOver()
    }

    FileDialog {
        id: dialog

        title: qsTr("Choose the photos of a report")
        fileMode: FileDialog.OpenFiles
        nameFilters: [qsTr("Pictures and PDF (%1)").arg("*.jpg *.jpeg *.png *.webp *.heic *.heif *.bmp *.tif *.tiff *.pdf")]
        currentFolder: StandardPaths.writableLocation(StandardPaths.PicturesLocation)
        onAccepted: screen.viewModel.readFiles(selectedFiles)
    }

    FolderDialog {
        id: folder

        title: qsTr("Choose the folder with the pages of a report")
        currentFolder: StandardPaths.writableLocation(StandardPaths.PicturesLocation)
        onAccepted: screen.viewModel.readFile(selectedFolder)
    }

    Card {
        id: entrance

        visible: screen.viewModel.state === "empty" && !screen.cameraOpen
        width: parent.width
        height: Math.max(ways.height + 2 * Theme.spaceXl, screen.bodyHeight)
        color: drop.containsDrag ? Theme.primarySoft : Theme.surface

        DropArea {
            id: drop

            anchors.fill: parent
            onDropped: drop => {
                if (drop.hasUrls)
                    screen.viewModel.readFiles(drop.urls);
            }
        }

        Column {
            id: ways

            anchors.centerIn: parent
            width: parent.width - 2 * Theme.spaceXl
            spacing: Theme.spaceL

            EmptyState {
                width: parent.width
                iconName: "file-text"
                sentence: qsTr("Lay the report flat in good light, with all four corners in the picture.")
            }

            Flow {
                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.min(parent.width, choose.implicitWidth + several.implicitWidth + spacing + (take.visible ? take.implicitWidth + spacing : 0))
                spacing: Theme.spaceM

                BigButton {
                    id: choose

                    objectName: "report-choose"
                    kind: "primary"
                    iconName: "image"
                    text: qsTr("Choose a photo")
                    onClicked: dialog.open()
                }

                BigButton {
                    id: several

                    objectName: "report-folder"
                    iconName: "file-text"
                    text: qsTr("A folder of pages")
                    onClicked: folder.open()
                }

                BigButton {
                    id: take

                    objectName: "report-camera"
                    visible: screen.shell.camera
                    iconName: "camera"
                    text: qsTr("Take a photo")
                    onClicked: screen.cameraOpen = true
                }
            }

            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: screen.shell.camera ? qsTr("You can also drop a photo here.") : qsTr("You can also drop a photo here. To take one, connect a camera and open Listenwell again.")
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
            }
        }
    }

    Loader {
        id: camera

        active: screen.cameraOpen && screen.viewModel.state === "empty"
        visible: active
        width: parent.width
        height: active ? Math.max(Theme.sizeTalkPanel, screen.bodyHeight) : 0
        Component.onCompleted: setSource("../components/CameraView.qml", {
            "guide": screen.viewModel.guide
        })

        Connections {
            function onTaken(photos) {
                screen.cameraOpen = false;
                screen.viewModel.readFiles(photos);
            }

            function onDismissed() {
                screen.cameraOpen = false;
            }

            target: camera.item
            enabled: camera.item !== null
            ignoreUnknownSignals: true
        }
    }

    Card {
        visible: screen.reading
        width: parent.width
        height: Math.max(wait.height + 2 * Theme.spaceXl, screen.bodyHeight)

        EmptyState {
            id: wait

            anchors.centerIn: parent
            width: parent.width - 2 * Theme.spaceXl
            iconName: "file-text"
            sentence: screen.viewModel.stage !== "" ? screen.viewModel.stage : qsTr("Reading the report …")
            action: qsTr("Stop")
            actionIcon: "square"
            onActed: screen.viewModel.startOver()
        }
    }

    Card {
        visible: screen.viewModel.state === "failed"
        width: parent.width
        height: Math.max(failed.height + 2 * Theme.spaceXl, screen.bodyHeight)

        ErrorState {
            id: failed

            anchors.centerIn: parent
            width: parent.width - 2 * Theme.spaceXl
            text: screen.viewModel.failure
            action: qsTr("Another photo")
            actionIcon: "camera"
            onActed: screen.viewModel.startOver()
        }
    }

    ReportResults {
        visible: screen.viewModel.state === "done"
        width: parent.width
        viewModel: screen.viewModel
        onPassageWanted: passage => screen.article.openPassage(passage, "report")
    }
}
